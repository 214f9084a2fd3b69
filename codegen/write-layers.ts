/** `npm run layers`: writes the rules of biome.json that enforce the layers of src/. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importRules } from './layers';

const path = join(__dirname, '..', 'biome.json');
const config = JSON.parse(readFileSync(path, 'utf8'));
writeFileSync(path, `${JSON.stringify({ ...config, overrides: importRules() }, null, 2)}\n`);
