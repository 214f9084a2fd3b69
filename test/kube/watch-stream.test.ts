import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lines } from '../../src/kube/watch-stream';

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]) {
  const places = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < places.length; i++) yield bytes.subarray(places[i - 1], places[i]);
}

async function read(bytes: Uint8Array, cuts: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines(chunksOf(bytes, cuts))) found.push(line);
  return found;
}

test('lines are the same wherever a stream is cut, in the middle of a character too', async () => {
  const text = fc.string({ unit: 'binary' }).map((line) => line.replaceAll('\n', ' '));
  const property = fc.asyncProperty(fc.array(text), fc.array(fc.nat()), async (written, cuts) => {
    const bytes = Buffer.from(written.map((line) => `${line}\n`).join(''));
    expect(await read(bytes, cuts)).toEqual(written.map((line) => Buffer.from(line).toString()));
  });
  await fc.assert(property);
});

test('half a line at the end is no line', async () => {
  expect(await read(Buffer.from('{"a":1}\n{"a":'), [3])).toEqual(['{"a":1}']);
});

test('a line of many megabytes in small pieces', async () => {
  const bytes = Buffer.from(`${'ü'.repeat(8_000_000)}\nx\n`);
  const found = await read(
    bytes,
    Array.from({ length: 20_000 }, (_, i) => i * 799),
  );
  expect(found.map((line) => line.length)).toEqual([8_000_000, 1]);
});
