import { gunzipSync } from 'node:zlib';
import { ChartError } from './chart-error';

/** The files of a chart by their paths within it, such as `templates/deployment.yaml`. */
export type ChartFiles = ReadonlyMap<string, Uint8Array>;

/**
 * The limit for the unpacked size of a chart, including archives in it; Helm's limit for one archive
 * (MaxDecompressedChartSize).
 */
export const MAX_CHART_BYTES = 100 * 1024 * 1024;
/** The longest file of a chart: Helm's limit (MaxDecompressedFileSize). */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

const MIB = 1024 * 1024;

/** The number of bytes that may still be unpacked, shared with archives within the archive. */
export interface Budget {
  left: number;
}

/** Whether the bytes begin with the signature of gzip. */
export function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks a packaged chart, a .tgz. Like Helm, it removes the first folder of every path.
 *
 * @param place the name of the archive in messages
 * @throws ChartError if it is not an archive, is damaged or too large, or has an entry that does not belong to a chart
 */
export function unpack(archive: Uint8Array, place: string, budget: Budget = { left: MAX_CHART_BYTES }): ChartFiles {
  const tar = inflate(archive, place, budget);
  budget.left -= tar.length;
  const files = new Map<string, Uint8Array>();
  for (const { name, content } of readTar(tar, place)) {
    const path = pathInChart(name, place);
    if (content.length > MAX_FILE_BYTES) {
      throw new ChartError(place, `${JSON.stringify(name)} is larger than ${MAX_FILE_BYTES / MIB} MiB, Helm's limit`);
    }
    if (path !== undefined) files.set(path, content);
  }
  return files;
}

function inflate(archive: Uint8Array, place: string, { left }: Budget): Uint8Array {
  if (!isArchive(archive)) throw new ChartError(place, 'is not a gzip archive');
  try {
    return gunzipSync(archive, { maxOutputLength: Math.max(left, 1) });
  } catch (cause) {
    switch ((cause as NodeJS.ErrnoException).code) {
      case 'ERR_BUFFER_TOO_LARGE':
        throw new ChartError(place, `unpacks to more than ${MAX_CHART_BYTES / MIB} MiB, Helm's limit`);
      case 'Z_BUF_ERROR':
        throw new ChartError(place, TRUNCATED);
      default:
        throw new ChartError(place, 'is damaged: it does not unpack');
    }
  }
}

const TRUNCATED = 'is truncated: it ends in the middle';

/** The path below the first folder, as in LoadArchiveFiles of Helm; undefined if there is none. */
function pathInChart(name: string, place: string): string | undefined {
  const steps = name.replaceAll('\\', '/').split('/');
  const isOutside = steps.includes('..') || steps[0] === '' || /^[A-Za-z]:/.test(name) || name.includes('\0');
  if (isOutside) throw new ChartError(place, `${JSON.stringify(name)} leads out of the chart`);
  const inside = steps.slice(1).filter((step) => step !== '' && step !== '.');
  return inside.length === 0 ? undefined : inside.join('/');
}

interface TarEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

const BLOCK = 512;

/** The content of a pax header about the following entry. */
type Pax = ReadonlyMap<string, string>;

/** The files of a tar archive: ustar, GNU's long names, pax. */
function* readTar(tar: Uint8Array, place: string): Generator<TarEntry> {
  let pax: Pax = new Map();
  let longName: string | undefined;
  for (let offset = 0; offset < tar.length; ) {
    const header = tar.subarray(offset, offset + BLOCK);
    if (header.length < BLOCK) throw new ChartError(place, TRUNCATED);
    if (header.every((byte) => byte === 0)) return;
    if (!hasRightChecksum(header)) throw new ChartError(place, `is damaged: there is no tar header at byte ${offset}`);
    const name = pax.get('path') ?? longName ?? nameIn(header);
    const size = pax.has('size') ? Number(pax.get('size')) : numberAt(header, 124, 12);
    if (!Number.isSafeInteger(size) || size < 0) throw new ChartError(place, `${JSON.stringify(name)} has no size`);
    const start = offset + BLOCK;
    const content = tar.subarray(start, start + size);
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
    if (offset > tar.length) throw new ChartError(place, TRUNCATED);
    const type = String.fromCharCode(header[156] as number);
    if (type === 'x') pax = paxRecords(content);
    else if (type === 'L') longName = textAt(content, 0, content.length);
    else if (type !== 'g' && type !== 'K') {
      if (isFile(type)) yield { name, content };
      else if (type !== DIRECTORY)
        throw new ChartError(place, `${JSON.stringify(name)} is ${entryKind(type)}, not a file`);
      pax = new Map();
      longName = undefined;
    }
  }
}

const DIRECTORY = '5';

function isFile(type: string): boolean {
  return type === '0' || type === '\0' || type === '7';
}

function entryKind(type: string): string {
  return type === '1' || type === '2' ? 'a link' : 'a special file';
}

/** The sum of the bytes of the header, with spaces in place of the checksum. */
function hasRightChecksum(header: Uint8Array): boolean {
  let sum = 0;
  header.forEach((byte, index) => {
    sum += index >= 148 && index < 156 ? 0x20 : byte;
  });
  return sum === numberAt(header, 148, 8);
}

function nameIn(header: Uint8Array): string {
  const name = textAt(header, 0, 100);
  const isUstar = textAt(header, 257, 6) === 'ustar'; // GNU's magic is followed by a space, and there is no prefix
  const prefix = isUstar ? textAt(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** A number in octal digits, or in binary if the first bit is set (GNU). */
function numberAt(bytes: Uint8Array, start: number, length: number): number {
  if (((bytes[start] as number) & 0x80) === 0) {
    const digits = textAt(bytes, start, length).trim();
    return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  }
  return bytes.subarray(start + 1, start + length).reduce((number, byte) => number * 256 + byte, 0);
}

/** Records of the form `LENGTH KEY=VALUE\n`. */
function paxRecords(content: Uint8Array): Pax {
  const records = new Map<string, string>();
  for (let offset = 0; offset < content.length; ) {
    const space = content.indexOf(0x20, offset);
    const length = Number(textAt(content, offset, space - offset));
    if (space < 0 || !(length > 0)) break;
    const record = textAt(content, space + 1, offset + length - space - 2);
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    offset += length;
  }
  return records;
}
