import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What the package is entered by, in the folder that it is built into: its exports and its command. */
const CODE = ['src/index.js', 'src/watch.js', 'src/cli/main.js'];
const TYPES = ['src/index.d.ts', 'src/watch.d.ts'];
/** What the code reads as files: the page of `fluxapp ui`, and the licence of what is bundled in it. */
const FILES = ['index.html', 'app.js', 'app.css', 'icon.svg', 'LICENSE.preact'].map((name) => `page/${name}`);

/** The files of a build that its entries lead to: those of code by what they load, those of types by what they name. */
export function reachableFiles(lib: string): {
  readonly code: string[];
  readonly types: string[];
  readonly files: readonly string[];
} {
  return {
    files: FILES,
    code: follow(lib, CODE, /\b(?:require|import)\(['"](\.[^'"]*)['"]\)/g, ['.js', '/index.js', '']),
    types: follow(lib, TYPES, /(?:\bfrom |\bimport\()['"](\.[^'"]*)['"]/g, ['.d.ts', '/index.d.ts']),
  };
}

function follow(lib: string, entries: readonly string[], references: RegExp, endings: readonly string[]): string[] {
  const found = new Set<string>();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const [, target] of readFileSync(join(lib, path), 'utf8').matchAll(references)) {
      const base = join(lib, dirname(path), target as string);
      const file = endings.map((ending) => base + ending).find((candidate) => existsSync(candidate));
      if (file === undefined) throw new Error(`${path} refers to ${target}, which was not built`);
      queue.push(relative(lib, file));
    }
  }
  return [...found].sort();
}
