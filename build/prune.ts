/**
 * Finishes a build: removes files that are not reachable from an entry, such as the types of the command: `tsx
 * build/prune.ts lib`. The compiler cannot omit them, and they do not belong in the package.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeExportsPlain } from './plain-exports';
import { reachableFiles } from './reachable';
import { skipDoors } from './skip-doors';

const [lib = 'lib'] = process.argv.slice(2);
skipDoors(lib);
makeExportsPlain(lib);
const { code, types, files } = reachableFiles(lib);
const kept = new Set([...code, ...types, ...files]);
for (const entry of readdirSync(lib, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !kept.has(path.slice(lib.length + 1))) rmSync(path);
}
