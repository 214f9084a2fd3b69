import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Io } from '../shell';
import { InputError, systemMessage } from './input-error';
import type { Source } from './sources';

/** The maximum size of an input, enough for twenty thousand Applications. A larger file is something else. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Reads a file as UTF-8 text, with or without a byte order mark.
 *
 * @throws InputError if it cannot be read, is too large or is not text
 */
export async function readText(source: Source, io: Pick<Io, 'stdin'>): Promise<string> {
  const { name, path } = source;
  try {
    if (path === undefined) return decode(name, await readAll(name, io.stdin));
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw tooLarge(name, `${megabytes(size)}, `);
    return decode(name, await readAll(name, createReadStream(path, { highWaterMark: 1024 * 1024 })));
  } catch (cause) {
    throw cause instanceof InputError ? cause : new InputError(name, systemMessage(cause));
  }
}

async function readAll(name: string, stream: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes =
      typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    length += bytes.length;
    if (length > MAX_BYTES) throw tooLarge(name);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string, size = ''): InputError {
  return new InputError(name, `is too large: ${size}at most ${megabytes(MAX_BYTES)} are read`);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MiB`;
}

/** The first bytes of files that are not text. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'a gzip archive: unpack it first'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive: unpack it first'],
  [[0xff, 0xfe], 'UTF-16 text: save it as UTF-8'],
  [[0xfe, 0xff], 'UTF-16 text: save it as UTF-8'],
];

function decode(name: string, bytes: Buffer): string {
  const signature = SIGNATURES.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  if (signature) throw new InputError(name, `looks like ${signature[1]}`);
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw new InputError(name, `is not text: byte ${zero} is zero`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(name, 'is not UTF-8 text');
  }
}
