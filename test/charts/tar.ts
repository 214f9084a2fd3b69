import { gzipSync } from 'node:zlib';

/** An entry of an archive, as an attacker might write it. */
export interface Entry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** @default '0', a file */
  readonly type?: string;
  /** The size in the header. @default - the size of the content */
  readonly size?: number;
}

const BLOCK = 512;

/** A tar archive in the ustar format. */
export function tarOf(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap(({ name, content = '', type = '0', size }) => {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(BLOCK);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\u000000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** The same archive as .tgz. */
export function tgzOf(entries: readonly Entry[]): Buffer {
  return gzipSync(tarOf(entries));
}

/** A packaged chart with these files, as created by `helm package`. */
export function packaged(name: string, files: ReadonlyMap<string, string | Uint8Array>): Buffer {
  return tgzOf([...files].map(([path, content]) => ({ name: `${name}/${path}`, content })));
}
