/** Writes api/: run `npm run api` after intended changes of the published types. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from '../../harness/pack';
import { publicTypes } from './public-types';

/** The path of the committed report. */
export const API_REPORT = join(__dirname, '..', '..', 'api', 'types.d.ts.txt');

/**
 * The types of the package without parts that are irrelevant for code that compiles against them: comments, private
 * members, and the files that declare them.
 *
 * @param lib the folder of the built package
 */
export function apiReport(lib: string): string {
  return publicTypes(lib)
    .map(({ exportedBy, text }) => `// ${exportedBy.length > 0 ? exportedBy.join(', ') : 'not exported'}\n${text}\n`)
    .join('\n');
}

if (require.main === module) {
  const packed = pack();
  mkdirSync(join(API_REPORT, '..'), { recursive: true });
  writeFileSync(API_REPORT, apiReport(join(packed.folder, 'lib')));
  packed.remove();
}
