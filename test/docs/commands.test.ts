import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandsPage } from '../../codegen/docs/commands-page';
import { createProgram } from '../../src/cli/main';

const page = readFileSync(join(__dirname, '../../docs/commands.md'), 'utf8');
const program = createProgram(process, () => {});

test('the page is what the commands say of themselves; npm run docs writes it', () => {
  expect(page).toBe(commandsPage(program));
});

test('every command has examples', () => {
  for (const { name } of program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ name: command.name() }))) {
    const section = page.split(/^## /m).find((part) => part.startsWith(`fluxapp ${name}\n`)) ?? '';
    expect(section, name).toMatch(/^Examples?:$[\s\S]*fluxapp /m);
  }
});

test('no line of help is wider than a terminal', () => {
  for (const line of page.split('\n').filter((each) => !/^(?:- \[|\| )/.test(each))) {
    expect(line.length, line).toBeLessThanOrEqual(80);
  }
});
