import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdsApplication, objectsOfFile, problemsOfFile, withoutApplication } from '../../src/draft';
import { parseYaml, printYaml } from '../../src/yaml';
import { helmApplication, onHost, onMember } from '../application/applications';
import { runs, SEED } from '../random-runs';

const applicationText = (name: string, fields: object = {}) =>
  printYaml(
    helmApplication([onHost('web'), onMember('eu-1', 'web', fields)], { metadata: { name, namespace: 'apps' } }),
  );
const REPOSITORY = 'kind: HelmRepository\napiVersion: source.toolkit.fluxcd.io/v1\nmetadata:\n  name: charts\n';
const WEB = { namespace: 'apps', name: 'web' };

test('finds an Application among the documents of a file', () => {
  const text = `${REPOSITORY}---\n${applicationText('web')}`;
  expect(holdsApplication(text, WEB)).toBe(true);
  expect(holdsApplication(text, { ...WEB, name: 'charts' })).toBe(false);
  expect(holdsApplication(text, { ...WEB, namespace: 'shop' })).toBe(false);
  expect(holdsApplication('a: [', WEB)).toBe(false);
});

test('problems have the line that they are in', () => {
  const text = `${REPOSITORY}---\n${applicationText('web', { interval: '5 min' })}`;
  const line = text.split('\n').findIndex((each) => each.includes('5 min')) + 1;
  expect(problemsOfFile(text)).toEqual([
    { line, severity: 'error', message: expect.stringContaining('deploy[1].interval: "5 min" is not a duration') },
  ]);
  expect(problemsOfFile('a:\n  b: [\n')).toMatchObject([{ severity: 'error', line: expect.any(Number) }]);
  expect(problemsOfFile(REPOSITORY)).toEqual([]);
});

test('the objects of a file are what its Applications are lowered to, and the others', () => {
  const kinds = objectsOfFile(`${REPOSITORY}---\n${applicationText('web')}`).map(({ kind }) => kind);
  expect(kinds).toEqual(['HelmRepository', 'Application', 'HelmRelease', 'HelmRelease']);
});

test('an Application is cut out with its separator, and the others stay to the letter', () => {
  const [web, shop] = [applicationText('web'), applicationText('shop')];
  expect(withoutApplication(web, WEB)).toBe('');
  expect(withoutApplication(`---\n${web}`, WEB)).toBe('');
  expect(withoutApplication(`${web}---\n${shop}`, WEB)).toBe(shop);
  expect(withoutApplication(`---\n${web}---\n${shop}`, WEB)).toBe(shop);
  expect(withoutApplication(`${shop}---\n# about web\n${web}`, WEB)).toBe(shop);
  expect(withoutApplication(`# head\n${REPOSITORY}---\n${web}--- # next\n${shop}`, WEB)).toBe(
    `# head\n${REPOSITORY}--- # next\n${shop}`,
  );
  expect(withoutApplication(shop, WEB)).toBeUndefined();
});

test('whatever stands around it, the other documents are left and none else', () => {
  const other = fc.constantFrom(
    REPOSITORY,
    applicationText('shop'),
    'a: |\n  text\n  --- no separator\n',
    '"a b": 1\n',
    '# c\nx: 1\n',
  );
  const separator = fc.constantFrom('---\n', '--- # x\n', '\n---\n\n', '...\n---\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(separator, other), { maxLength: 3 }), fc.nat(3), separator, (others, at, own) => {
      const parts = others.map(([before, text]) => before + text);
      parts.splice(Math.min(at, parts.length), 0, own + applicationText('web'));
      const left = withoutApplication(parts.join(''), WEB);
      expect(left).toBeDefined();
      const data = (text: string) => parseYaml(text).map(({ value }) => value);
      expect(data(left as string)).toEqual(others.flatMap(([, text]) => data(text)));
    }),
    { seed: SEED, numRuns: runs(100) },
  );
});
