/** Writes docs/commands.md and docs/diagnostics.md: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '../src/cli/main';
import { commandsPage } from './docs/commands-page';
import { diagnosticsPage } from './docs/diagnostics-page';

const docs = join(__dirname, '..', 'docs');
writeFileSync(join(docs, 'commands.md'), commandsPage(createProgram(process, () => {})));
writeFileSync(join(docs, 'diagnostics.md'), diagnosticsPage());
