/** Writes docs/commands.md from the command itself: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '../src/cli/main';
import { commandsPage } from './docs/commands-page';

writeFileSync(join(__dirname, '..', 'docs', 'commands.md'), commandsPage(createProgram(process, () => {})));
