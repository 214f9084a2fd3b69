import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../shell';
import { InputError, systemMessage } from './input-error';

/** The name of standard input, on the command line and in messages. */
export const STDIN_ARGUMENT = '-';
const STDIN_NAME = '<stdin>';

/** The name of an argument of `-f` in messages. */
export function nameOf(filename: string): string {
  return filename === STDIN_ARGUMENT ? STDIN_NAME : filename;
}

/** A file to read, or standard input. */
export interface Source {
  /** Its name in messages: the path as given. */
  readonly name: string;
  /** Absent: standard input. */
  readonly path?: string;
  /** Whether it was found in a directory: then it may be empty. */
  readonly found: boolean;
}

/** Which files of a directory are read, and whether it needs any. */
interface SearchOptions {
  readonly recursive?: boolean;
  readonly mayBeEmpty?: boolean;
}

const MANIFEST = /\.(?:ya?ml|json)$/;

/** Folders that do not contain the user's manifests: hidden ones such as `.git`, and installed npm packages. */
const FOREIGN_FOLDER = /^\.|^node_modules$/;

/**
 * The files of `-f`, in that order; files of a directory are sorted by path, without subdirectories unless requested,
 * and never with hidden ones and `node_modules`. Links to files are followed, links to directories are not.
 *
 * @param report called for every argument without any files; a warning if it may be empty, but has some in its
 *   subdirectories
 */
export async function findSources(
  filenames: readonly string[],
  options: SearchOptions,
  report: (problem: InputError, severity: Finding['severity']) => void,
): Promise<Source[]> {
  const sources: Source[] = [];
  const seen = new Map<string, string>();
  for (const filename of filenames) {
    try {
      const found = filename === STDIN_ARGUMENT ? [stdin()] : await expand(filename, options, report);
      for (const source of found) {
        const identity = source.path === undefined ? STDIN_ARGUMENT : await realpath(source.path);
        const first = seen.get(identity);
        if (first !== undefined) report(new InputError(source.name, givenTwice(source.name, first)), 'error');
        else sources.push(source);
        seen.set(identity, first ?? source.name);
      }
    } catch (cause) {
      report(cause instanceof InputError ? cause : new InputError(filename, systemMessage(cause)), 'error');
    }
  }
  return sources;
}

function stdin(): Source {
  return { name: STDIN_NAME, found: false };
}

function givenTwice(name: string, first: string): string {
  return name === first ? 'is given twice' : `is given twice, first as ${first}`;
}

async function expand(
  path: string,
  { recursive = false, mayBeEmpty = false }: SearchOptions,
  report: (problem: InputError, severity: 'warning') => void,
): Promise<Source[]> {
  if (!(await stat(path)).isDirectory()) return [{ name: path, path, found: false }];
  const { files, folders } = await list(path, recursive);
  if (files.length > 0) return files.sort().map((file) => ({ name: file, path: file, found: true }));
  const mayBeDeeper = folders > 0 && !recursive;
  if (mayBeEmpty) {
    if (mayBeDeeper && (await list(path, true)).files.length > 0) report(new InputError(path, DEEPER), 'warning');
    return [];
  }
  const hint = mayBeDeeper ? '; -R also looks into its subdirectories' : '';
  throw new InputError(path, `contains no .yaml, .yml or .json file${hint}`);
}

/** Files in subdirectories may be others than manifests, such as those of a chart, so they are no error. */
const DEEPER = 'has .yaml, .yml or .json files only in its subdirectories, which are not read: -R reads them';

async function list(folder: string, recursive: boolean): Promise<{ files: string[]; folders: number }> {
  const files: string[] = [];
  let folders = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (FOREIGN_FOLDER.test(entry.name)) continue;
      folders++;
      if (recursive) files.push(...(await list(path, true)).files);
    } else if (MANIFEST.test(entry.name) && (await isFile(entry, path))) files.push(path);
  }
  return { files, folders };
}

/** Whether an entry of a folder is a file. Others, such as pipes, are ignored; a broken link is an error. */
async function isFile(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return (await stat(path)).isFile();
  } catch (cause) {
    throw new InputError(path, systemMessage(cause));
  }
}
