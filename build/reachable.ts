import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The entries of the package, in the folder of the build: its exports and its command. */
const CODE = ['src/index.js', 'src/watch.js', 'src/flux.js', 'src/cli/main.js'];
const TYPES = ['src/index.d.ts', 'src/watch.d.ts', 'src/flux.d.ts'];
/** Files that the code reads at run time: the page of `fluxapp ui`, and the licence of bundled code. */
const FILES = ['index.html', 'app.js', 'app.css', 'icon.svg', 'LICENSE.preact'].map((name) => `page/${name}`);

/** The files of a build that are reachable from its entries: code through imports, types through references. */
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
