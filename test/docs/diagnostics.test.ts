import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnosticsPage } from '../../codegen/docs/diagnostics-page';
import { DIAGNOSTIC_CODES } from '../../src/diagnostics';

test('the page lists the codes; npm run docs writes it', () => {
  expect(readFileSync(join(__dirname, '../../docs/diagnostics.md'), 'utf8')).toBe(diagnosticsPage());
});

test.each(Object.entries(DIAGNOSTIC_CODES))('%s is words in kebab case, with sentences', (code, description) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
  for (const text of Object.values(description)) expect(text).toMatch(/^[A-Z`].*\.$/);
});
