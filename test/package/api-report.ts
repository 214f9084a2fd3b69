/** Writes api/: `npm run api`, where the types that the package publishes are meant to change. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reachableFiles } from '../../build/reachable';
import { pack } from '../../harness/pack';

/** Where the report is committed. */
export const API_REPORT = join(__dirname, '..', '..', 'api', 'types.d.ts.txt');

/**
 * The types of the package without what does not matter to those who compile against them: comments, private members,
 * and how files import each other.
 *
 * @param lib the folder that the package was built into
 */
export function apiReport(lib: string): string {
  const parts = reachableFiles(lib).types.map(
    (path) => `// ${path}\n${surfaceOf(readFileSync(join(lib, path), 'utf8'))}`,
  );
  return parts.join('\n');
}

function surfaceOf(types: string): string {
  return types
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^import [^;]*;$/gm, '')
    .replace(/^ {4}private [^;]*;$/gm, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

if (require.main === module) {
  const packed = pack();
  mkdirSync(join(API_REPORT, '..'), { recursive: true });
  writeFileSync(API_REPORT, apiReport(join(packed.folder, 'lib')));
  packed.remove();
}
