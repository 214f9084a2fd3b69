import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readChart, unpack } from '../../src/charts';
import { runs, SEED } from '../random-runs';
import { fixtureFiles } from './fixtures';
import { type Entry, packaged, tarOf, tgzOf } from './tar';

const MIB = 1024 * 1024;

/** The error for an archive. */
function failureOf(archive: Uint8Array): string {
  try {
    unpack(archive, 'web.tgz');
  } catch (cause) {
    return (cause as Error).message;
  }
  return 'nothing';
}

const hostile: Readonly<Record<string, readonly [Uint8Array, message: string]>> = {
  'a path that leads up': [tgzOf([{ name: 'web/../../etc/passwd' }]), '"web/../../etc/passwd" leads out of the chart'],
  'a path from the root': [tgzOf([{ name: '/etc/passwd' }]), '"/etc/passwd" leads out of the chart'],
  'a drive': [tgzOf([{ name: 'C:\\web\\Chart.yaml' }]), '"C:\\\\web\\\\Chart.yaml" leads out of the chart'],
  'a path with backslashes': [tgzOf([{ name: 'web\\..\\x' }]), '"web\\\\..\\\\x" leads out of the chart'],
  'a symbolic link': [tgzOf([{ name: 'web/values.yaml', type: '2' }]), '"web/values.yaml" is a link, not a file'],
  'a hard link': [tgzOf([{ name: 'web/values.yaml', type: '1' }]), '"web/values.yaml" is a link, not a file'],
  'a device': [tgzOf([{ name: 'web/null', type: '3' }]), '"web/null" is a special file, not a file'],
  'a gigabyte of zeros': [zeros(1024), "unpacks to more than 100 MiB, Helm's limit"],
  'a large file': [
    tgzOf([{ name: 'web/data', content: Buffer.alloc(5 * MIB + 1) }]),
    '"web/data" is larger than 5 MiB, Helm\'s limit',
  ],
  'half an archive': [half(packaged('web', fixtureFiles('web'))), 'is truncated: it ends in the middle'],
  'half a tar': [
    gzipSync(half(tarOf([{ name: 'web/a', content: 'x'.repeat(600) }]))),
    'is truncated: it ends in the middle',
  ],
  'a size beyond the end': [tgzOf([{ name: 'web/a', size: 5000 }]), 'is truncated: it ends in the middle'],
  'a size that is no number': [
    gzipSync(withBytes(tarOf([{ name: 'web/a' }]), 124, 'x')),
    'is damaged: there is no tar header at byte 0',
  ],
  'a header that was changed': [
    gzipSync(withBytes(tarOf([{ name: 'web/a' }]), 0, 'v')),
    'is damaged: there is no tar header at byte 0',
  ],
  'no tar': [gzipSync(Buffer.alloc(2000, 'x')), 'is damaged: there is no tar header at byte 0'],
  'no gzip': [Buffer.from('Chart.yaml'), 'is not a gzip archive'],
  'damaged gzip': [
    withBytes(tgzOf([{ name: 'web/a', content: 'x'.repeat(3000) }]), 20, 'zzzz'),
    'is damaged: it does not unpack',
  ],
};

/** @param size in MiB */
function zeros(size: number): Uint8Array {
  return gzipSync(Buffer.alloc(size * MIB), { level: 1 });
}

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}

function withBytes(bytes: Buffer, offset: number, text: string): Buffer {
  const changed = Buffer.from(bytes);
  changed.write(text, offset);
  return changed;
}

test.each(Object.entries(hostile))('refuses %s', (_, [archive, message]) => {
  expect(failureOf(archive)).toBe(`web.tgz: ${message}`);
});

test('the limit holds for all archives within an archive together', () => {
  const inner = (name: string) =>
    tgzOf([
      { name: `${name}/Chart.yaml`, content: `name: ${name}\nversion: 1.0.0\n` },
      ...Array.from({ length: 12 }, (_, index) => ({ name: `${name}/${index}`, content: Buffer.alloc(5 * MIB) })),
    ]);
  const outer = new Map<string, string | Uint8Array>([
    ['Chart.yaml', 'name: web\nversion: 1.0.0\n'],
    ['charts/a-1.0.0.tgz', inner('a')],
    ['charts/b-1.0.0.tgz', inner('b')],
  ]);
  const files = unpack(packaged('web', outer), 'web.tgz');
  expect(() => readChart(files, 'web.tgz')).toThrow(
    "web.tgz: charts/b-1.0.0.tgz: unpacks to more than 100 MiB, Helm's limit",
  );
});

test('archives in archives in archives are refused', () => {
  const chart = (below: ReadonlyMap<string, Uint8Array>) =>
    packaged('web', new Map<string, string | Uint8Array>([['Chart.yaml', 'name: web\nversion: 1.0.0\n'], ...below]));
  let archive = chart(new Map());
  for (let depth = 0; depth < 20; depth++) archive = chart(new Map([['charts/web.tgz', archive]]));
  expect(() => readChart(unpack(archive, 'web.tgz'), 'web.tgz')).toThrow('holds charts in charts, too deep');
});

const step = fc.stringMatching(/^[a-zé][a-z0-9._é -]{0,60}[a-z]$/);
const path = fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => steps.join('/'));

test.each(['gnu', 'pax', 'ustar'])('reads what tar --format=%s packs', (format) => {
  fc.assert(
    fc.property(fc.dictionary(path, fc.uint8Array({ maxLength: 1500 }), { minKeys: 1, maxKeys: 6 }), (generated) => {
      // the ustar format has no room for more
      const files = Object.entries(generated).filter(([name]) => format !== 'ustar' || Buffer.byteLength(name) < 90);
      const folder = mkdtempSync(join(tmpdir(), 'fluxapp-tar-'));
      try {
        const written = files.filter(([name, content]) => write(join(folder, 'web', name), content));
        mkdirSync(join(folder, 'web'), { recursive: true });
        const archive = execFileSync('tar', ['-C', folder, `--format=${format}`, '-cz', 'web']);
        const unpacked = [...unpack(archive, 'web.tgz')].map(([name, content]) => [name, Buffer.from(content)]);
        expect(Object.fromEntries(unpacked)).toEqual(
          Object.fromEntries(written.map(([name, content]) => [name, Buffer.from(content)])),
        );
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: runs(15), seed: SEED },
  );
});

/** Returns whether a file can be written: a folder may already have its path. */
function write(file: string, content: Uint8Array): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return true;
  } catch {
    return false;
  }
}

test('a damaged archive is an error, or a chart', () => {
  const archive = packaged('web', fixtureFiles('web'));
  const entries: readonly Entry[] = [...fixtureFiles('web')].map(([name, content]) => ({
    name: `web/${name}`,
    content,
  }));
  const tar = tarOf(entries);
  fc.assert(
    fc.property(fc.nat(archive.length - 1), fc.nat(tar.length - 1), fc.integer({ min: 1, max: 255 }), (a, b, bits) => {
      for (const damaged of [flipped(archive, a, bits), gzipSync(flipped(tar, b, bits), { level: 1 })]) {
        const message = messageOf(() => readChart(unpack(damaged, 'web.tgz'), 'web.tgz'));
        expect(message).toMatch(/^web\.tgz: |^$/);
      }
    }),
    { numRuns: runs(100), seed: SEED },
  );
});

function flipped(bytes: Buffer, offset: number, bits: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8((changed[offset] as number) ^ bits, offset);
  return changed;
}

function messageOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (cause) {
    return `${(cause as Error).constructor.name === 'ChartError' ? '' : 'bug: '}${(cause as Error).message}`;
  }
}
