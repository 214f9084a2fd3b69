import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Chart,
  ChartError,
  type ChartFiles,
  type ChartOrigin,
  MAX_CHART_BYTES,
  MAX_FILE_BYTES,
  readChart,
  unpack,
} from '../../charts';
import { systemMessage } from '../input';

/** A chart, and where it is from. */
export interface FoundChart {
  readonly chart: Chart;
  readonly origin: Pick<ChartOrigin, 'sha256'>;
}

/** Reads a chart from a folder or an archive. @throws ChartError where there is none, or it cannot be read */
export async function readLocalChart(path: string): Promise<FoundChart> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { chart: readChart(await readFolder(path), path), origin: {} };
    if (found.size > MAX_CHART_BYTES) throw tooLarge(path);
    return readArchive(await readFile(path), path);
  } catch (cause) {
    throw cause instanceof ChartError ? cause : new ChartError(path, systemMessage(cause));
  }
}

/** Reads a chart from the bytes of an archive. */
export function readArchive(bytes: Uint8Array, place: string): FoundChart {
  return { chart: readChart(unpack(bytes, place), place), origin: { sha256: sha256Of(bytes) } };
}

/** In lower-case hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Folders that are no part of a chart. */
const FOREIGN_FOLDER = /^\.|^node_modules$/;

async function readFolder(root: string): Promise<ChartFiles> {
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  const enter = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!FOREIGN_FOLDER.test(entry.name)) await enter(path);
      } else {
        const { size, isFile } = await fileAt(join(root, path));
        if (!isFile || size > MAX_FILE_BYTES) continue;
        bytes += size;
        if (bytes > MAX_CHART_BYTES) throw tooLarge(root);
        files.set(path, await readFile(join(root, path)));
      }
    }
  };
  await enter('');
  return files;
}

/** A link to a file is followed; one that leads nowhere is no file. */
async function fileAt(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  try {
    const found = await stat(path);
    return { size: found.size, isFile: found.isFile() };
  } catch {
    return { size: 0, isFile: false };
  }
}

function tooLarge(place: string): ChartError {
  return new ChartError(place, `is larger than ${MAX_CHART_BYTES / 1024 / 1024} MiB, Helm's limit`);
}
