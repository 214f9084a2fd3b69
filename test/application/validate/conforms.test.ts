import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutAbsent } from '../../../src/application/absent-fields';
import { conforms } from '../../../src/application/validate/conforms';
import { OBJECT_META } from '../../../src/application/validate/metadata';
import { problemsOf } from '../../../src/application/validate/schema';
import { runs } from '../../random-runs';
import { fromSchema } from '../arbitrary-from-schema';
import { places } from '../arbitrary-mutation';

const folder = join(__dirname, '..', '..', '..', 'imports', 'schemas');
const schemas = [
  ['ObjectMeta', OBJECT_META] as const,
  ...readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))] as const),
];

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  true,
  0,
  1.5,
  Number.NaN,
  '',
  'x',
  '5',
  '10m',
  '9999999999h',
  [],
  {},
  [''],
  {
    x: 1,
  },
);

const url = fc.constantFrom('https://example.com/a', 'oci://example.com/a', 'ssh://git@example.com/a');

test.each(schemas)('tells what conforms to %s as ajv does', (_, schema) => {
  const answers = { true: 0, false: 0 };
  fc.assert(
    fc.property(fromSchema(schema, { url }), fc.nat(), odd, fc.boolean(), (made, at, value, isAdded) => {
      const data = structuredClone(withoutAbsent(made));
      const all = places(data);
      const [holder, key] = all[at % Math.max(all.length, 1)] ?? [];
      if (key !== undefined && value !== 'x') holder[isAdded ? `${key}x` : key] = value; // 'x' leaves it as it is
      const answer = conforms(schema, data);
      answers[`${answer}`]++;
      expect(answer).toBe(problemsOf(schema, data, []).length === 0);
    }),
    { numRuns: runs(1500) },
  );
  expect(Math.min(answers.true, answers.false)).toBeGreaterThan(20);
});

test('leaves a schema to ajv that says more than it knows', () => {
  expect(conforms({ type: 'string' }, 'text')).toBe(true);
  expect(conforms({ type: 'string', format: 'uri' }, 'text')).toBe(false);
  expect(conforms({ properties: { a: { items: { minimum: 1 } } } }, {})).toBe(false);
});
