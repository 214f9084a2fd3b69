/**
 * `npm run imports`: writes the Application CRD, the JSON schemas and the TypeScript interfaces, all from the CRDs that
 * come with Flux's Go modules (harness/go/go.mod names their versions). Needs Go.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateFiles } from './imports/files';

const root = join(__dirname, '..');
for (const [path, text] of generateFiles(root)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(path);
}
