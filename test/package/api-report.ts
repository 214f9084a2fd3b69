/** Writes api/: `npm run api`, where the types that the package publishes are meant to change. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from '../../harness/pack';
import { publicTypes } from './public-types';

/** Where the report is committed. */
export const API_REPORT = join(__dirname, '..', '..', 'api', 'types.d.ts.txt');

/**
 * The types of the package without what does not matter to those who compile against them: comments, private members,
 * and the files that declare them.
 *
 * @param lib the folder that the package was built into
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
