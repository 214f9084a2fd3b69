/** Which problems of values depend on text that Flux may substitute. */
import { expect, test } from 'vitest';
import { isMap, mapParts, setEntry, type ValueMap, withoutUndefined } from '../../src/json';
import { type ChartContents, judgeOf } from '../../src/verdict';
import { randomHelmValuesCases } from '../oracle/helm-values-cases';
import { Random } from '../oracle/random';
import { runs, SEED } from '../random-runs';

const X = ['$', '{X}'].join('');

/** The paths of the problems that no substitution solves, and of those that a substitution may solve. */
function problems(schema: object, values: ValueMap) {
  const { problems: found } = judgeOf({ name: 'web', version: '1.0.0', schema }).of(values);
  const paths = (depends: boolean) =>
    found.filter((each) => each.dependsOnVariable === depends).map(({ path }) => path.join('.'));
  return { certain: paths(false), uncertain: paths(true) };
}

const CONDITION = {
  properties: { replicas: { type: 'integer' }, image: { required: ['tag'], additionalProperties: false } },
  required: ['name'],
  if: { properties: { mode: { const: 'prod' } }, required: ['mode'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  then: {
    required: ['backup'],
    properties: { host: { pattern: '^prod' }, port: false, zone: { $ref: '#/$defs/zone' } },
  },
  $defs: { zone: { enum: ['a', 'b'] } },
};

test('an if leaves problems of other parts of the schema as they are', () => {
  const values = { mode: X, replicas: 'three', image: { size: X }, port: 1, zone: 'c' };
  expect(problems({ ...CONDITION, else: { required: ['dev'] } }, values)).toEqual({
    certain: ['name', 'replicas', 'image.tag', 'image.size'],
    uncertain: ['dev'],
  });
  expect(problems({ ...CONDITION, if: { properties: { mode: { pattern: '.' } } } }, values)).toEqual({
    certain: ['name', 'replicas', 'image.tag', 'image.size'],
    uncertain: ['backup', 'port', 'zone'],
  });
});

test('an if that reads no variable is certain, and so are its problems', () => {
  const values = { name: 'web', mode: 'prod', host: 'dev', port: 1, zone: 'c', image: { tag: X } };
  expect(problems(CONDITION, { ...values, other: X })).toEqual({
    certain: ['backup', 'host', 'port', 'zone', 'image.tag'],
    uncertain: [],
  });
  expect(problems(CONDITION, { ...values, host: X, zone: X })).toEqual({
    certain: ['backup', 'port', 'image.tag'],
    uncertain: ['host', 'zone'],
  });
});

test('choices depend on the variables that they read', () => {
  const schema = {
    properties: {
      service: {
        anyOf: [{ properties: { type: { const: 'a' } } }, { properties: { type: { const: 'b' } } }],
      },
      list: { contains: { const: 1 } },
      labels: { patternProperties: { '^x': { type: 'string' } }, maxProperties: 1 },
    },
    not: { required: ['old'] },
  };
  expect(problems(schema, { service: { type: 'c', port: X }, old: X })).toEqual({
    certain: ['', 'service'],
    uncertain: [],
  });
  expect(problems(schema, { service: { type: X }, list: [X], labels: { [X]: 1, b: 2 } })).toEqual({
    certain: [],
    uncertain: ['service', 'list', 'labels'],
  });
  expect(problems(schema, { [X]: 1, old: 1 })).toEqual({ certain: [], uncertain: [''] });
});

test('what a variable enables depends on it', () => {
  const chart: ChartContents = {
    ...{ name: 'web', version: '1.0.0', schema: { required: ['imported'], properties: { a: { type: 'string' } } } },
    dependencies: [
      { name: 'db', version: '*', condition: 'db.enabled', importValues: [{ child: 'data', parent: 'imported' }] },
    ],
    charts: [
      { name: 'db', version: '1.0.0', values: { data: { b: 1 } }, schema: { properties: { c: { type: 'string' } } } },
    ],
  };
  const certain = (values: ValueMap) =>
    judgeOf(chart)
      .of(values)
      .problems.map(({ path, dependsOnVariable }) => [path.join('.'), !dependsOnVariable]);
  expect(certain({ a: 1, db: { enabled: false, x: X } })).toEqual([
    ['imported', true],
    ['a', true],
  ]);
  expect(certain({ a: 1, db: { enabled: X, c: 1 } })).toEqual([
    ['a', true],
    ['db.c', false],
  ]);
});

/** A chart whose schema has a condition, composed from the schemas of other charts. */
function withCondition(charts: readonly ChartContents[], index: number): ChartContents {
  const chart = charts[index] as ChartContents;
  const partOf = (offset: number) => {
    const { schema } = charts[(index + offset) % charts.length] as ChartContents;
    return isMap(schema) ? { ...schema, $schema: undefined, definitions: undefined } : undefined;
  };
  const own = isMap(chart.schema) ? chart.schema : {};
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  return { ...chart, schema: withoutUndefined({ ...own, if: partOf(1), then: partOf(2), else: partOf(3) }) };
}

/** Values in which some parts and some keys are replaced with variables. */
function withVariables(value: unknown, random: Random): unknown {
  if (random.chance(0.15)) return X;
  if (!isMap(value)) return mapParts(value, (part) => withVariables(part, random));
  const map = {};
  for (const [key, part] of Object.entries(value)) {
    setEntry(map, random.chance(0.02) ? X : key, withVariables(part, random));
  }
  return map;
}

function substituted(value: unknown, random: Random, parts: readonly unknown[]): unknown {
  if (value === X) return random.pick(parts);
  if (!isMap(value)) return mapParts(value, (part) => substituted(part, random, parts));
  const map = {};
  for (const [key, part] of Object.entries(value)) {
    setEntry(
      map,
      key === X ? random.pick(['a', 'b', 'web', 'enabled', 'global']) : key,
      substituted(part, random, parts),
    );
  }
  return map;
}

test('no substitution solves a problem that is certain', () => {
  const cases = randomHelmValuesCases(SEED, runs(40));
  const random = new Random(SEED);
  let certain = 0;
  let uncertain = 0;
  cases.forEach(({ values }, index) => {
    const chart = withCondition(
      cases.map((each) => each.chart),
      index,
    );
    const judge = judgeOf(chart);
    const parts = [true, false, null, 0, 1, 80, 'text', '80', [], {}, ...values.flatMap((map) => Object.values(map))];
    for (const each of values) {
      const given = withVariables(each, random);
      if (!isMap(given)) continue;
      const found = judge.of(given).problems;
      if (!found.some((problem) => !problem.dependsOnVariable)) {
        uncertain += found.length;
        continue;
      }
      certain += 1;
      for (let left = 20; left > 0; left--) {
        const other = substituted(given, random, parts) as ValueMap;
        const { problems: left, faults } = judge.of(other);
        expect({ chart, given, other, isRefused: left.length + faults.length > 0 }).toMatchObject({ isRefused: true });
      }
    }
  });
  expect(certain).toBeGreaterThan(10);
  expect(uncertain).toBeGreaterThan(10);
});
