import type { ValueMap } from '../../src/json';
import { setEntry } from '../../src/json';
import type { ChartContents, ChartDependency } from '../../src/verdict';
import { WRITTEN_SCHEMAS } from './helm-values-schemas';
import { Random } from './random';

/**
 * Values of a chart, for which Helm determines the values that the chart receives, and whether its schemas reject them.
 */
export interface HelmValuesCase {
  readonly name: string;
  readonly chart: ChartContents;
  readonly values: readonly ValueMap[];
}

/** The number of random charts. */
const CHARTS = 400;
const VALUES_EACH = 5;

/** All cases of the golden file, in order; the same in every call. */
export function helmValuesCases(): readonly HelmValuesCase[] {
  return [...writtenCases(), ...randomHelmValuesCases(11, CHARTS)];
}

function writtenCases(): HelmValuesCase[] {
  return WRITTEN_SCHEMAS.map(({ name, schema, values }) => ({
    name,
    chart: { name: 'written', version: '1.0.0', schema },
    values,
  }));
}

/** Random cases; the same in every call with the same seed. */
export function randomHelmValuesCases(seed: number, charts: number): readonly HelmValuesCase[] {
  return Array.from({ length: charts }, (_, index) => {
    const random = new Random(seed + index);
    const chart = randomChart(random, 'top', random.integer(0, 2));
    const values = Array.from({ length: VALUES_EACH }, () => randomValues(random, 3));
    return { name: `random ${index}`, chart, values: [{}, ...values] };
  });
}

const KEYS = ['a', 'b', 'c', 'port', 'enabled', 'data', 'on', 'constructor', '__proto__'];
const BELOW = ['web', 'db', 'jobs'];
const ALIASES = ['web', 'db', 'jobs', 'first', 'second'];
const TAGS = ['front', 'back'];

/** A map of values in which the values that determine the subcharts are frequent. */
function randomValues(random: Random, depth: number): ValueMap {
  const map: Record<string, unknown> = {};
  for (let left = random.integer(0, 4); left > 0; left--) {
    setEntry(map, random.pick(KEYS), randomValue(random, depth));
  }
  if (depth > 0) {
    if (random.chance(0.4)) map.global = randomGlobal(random);
    if (random.chance(0.2)) map.tags = randomSwitches(random, TAGS);
    if (random.chance(0.1)) map.exports = { data: randomValues(random, 1) };
    for (const name of ALIASES) if (random.chance(0.25)) map[name] = ofChartBelow(random, depth);
  }
  return map;
}

function ofChartBelow(random: Random, depth: number): unknown {
  if (random.chance(0.05)) return randomValue(random, 0);
  return { ...randomValues(random, depth - 1), ...(random.chance(0.4) && randomSwitches(random, ['enabled'])) };
}

function randomGlobal(random: Random): unknown {
  if (random.chance(0.05)) return randomValue(random, 0);
  const inner = () => ({ [random.pick(KEYS.slice(0, 4))]: randomValue(random, 2) });
  return { ...inner(), ...(random.chance(0.6) && { a: { b: inner(), c: inner() } }), ...inner() };
}

function randomSwitches(random: Random, names: readonly string[]): ValueMap {
  return Object.fromEntries(names.map((name) => [name, random.chance(0.9) ? random.chance(0.5) : 'yes']));
}

const SCALARS = [null, null, true, false, 0, 1, -7, 1.5, 80, '', 'text', '80'];

function randomValue(random: Random, depth: number): unknown {
  if (depth <= 0 || random.chance(0.5)) return random.pick(SCALARS);
  if (random.chance(0.25)) return random.list(0, 3, () => randomValue(random, depth - 1));
  const map: Record<string, unknown> = {};
  for (let left = random.integer(0, 3); left > 0; left--) {
    setEntry(map, random.pick(KEYS), randomValue(random, depth - 1));
  }
  return map;
}

function randomChart(random: Random, name: string, depth: number): ChartContents {
  const charts =
    depth === 0 ? [] : BELOW.filter(() => random.chance(0.6)).map((below) => randomChart(random, below, depth - 1));
  const listed = charts.flatMap((chart) => dependenciesFor(random, chart.name));
  const isListed = charts.length > 0 && random.chance(0.85);
  return {
    name,
    version: random.pick(['1.0.0', '1.2.3', '2.0.0-rc.1']),
    ...(random.chance(0.9) && { values: randomValues(random, 3) }),
    ...(random.chance(0.5) && { schema: randomRootSchema(random) }),
    ...(isListed && { dependencies: withDistinctNames(listed) }),
    ...(charts.length > 0 && { charts }),
  };
}

function dependenciesFor(random: Random, name: string): ChartDependency[] {
  const made = (): ChartDependency => ({
    name,
    version: random.pick(['*', '*', '1.x', '>=0.0.0-0', '^1.2', '>0.9.0 <3 || 2.0.0-rc.1']),
    ...(random.chance(0.3) && { alias: random.pick(ALIASES) }),
    ...(random.chance(0.5) && { condition: randomCondition(random, name) }),
    ...(random.chance(0.4) && { tags: TAGS.filter(() => random.chance(0.6)) }),
    ...(random.chance(0.4) && { importValues: random.list(0, 2, () => randomImport(random)) }),
  });
  return random.chance(0.85) ? random.list(1, 2, made) : [];
}

/** Helm does not load a chart in which two dependencies have the same name. */
function withDistinctNames(dependencies: readonly ChartDependency[]): ChartDependency[] {
  const byName = new Map(dependencies.map((dependency) => [dependency.alias ?? dependency.name, dependency]));
  return [...byName.values()];
}

function randomCondition(random: Random, name: string): string {
  const one = () =>
    random.pick([`${name}.enabled`, 'first.enabled', 'global.a.enabled', 'enabled', ' a', '', 'global.enabled']);
  return random.list(1, 2, one).join(',');
}

function randomImport(random: Random): unknown {
  const child = random.pick(['a', 'data', 'global', 'global.a', 'exports.data', 'b.c']);
  return random.chance(0.4) ? 'data' : { child, parent: random.pick(['.', 'a', 'data', 'imported.from', 'global']) };
}

const DRAFTS = [
  undefined,
  'http://json-schema.org/schema#',
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft-07/schema',
  'http://json-schema.org/draft-06/schema#',
  'http://json-schema.org/draft-04/schema#',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema',
];

function randomRootSchema(random: Random): ValueMap {
  const $schema = random.pick(DRAFTS);
  return {
    ...($schema !== undefined && { $schema }),
    ...mapSchema(random, 2),
    definitions: { port: { type: 'integer', minimum: 0 }, loose: { type: ['string', 'null', 'object'] } },
  };
}

function mapSchema(random: Random, depth: number): ValueMap {
  const keys = [...KEYS.slice(0, 7), 'global', 'tags', ...ALIASES];
  const properties = keys.filter(() => random.chance(0.3)).map((key) => [key, randomSchema(random, depth - 1)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(random.chance(0.2) && { required: [random.pick(KEYS)] }),
    ...(random.chance(0.15) && { additionalProperties: random.chance(0.5) ? false : randomSchema(random, 0) }),
    ...(random.chance(0.1) && { patternProperties: { '^[a-c]$': randomSchema(random, 0) } }),
    ...(random.chance(0.1) && { minProperties: random.integer(0, 3) }),
  };
}

const LEAVES: readonly ValueMap[] = [
  {},
  { type: 'string' },
  { type: ['string', 'null'] },
  { type: 'integer', nullable: true },
  { type: 'number', multipleOf: 0.5 },
  { type: 'boolean' },
  { type: 'array', items: { type: 'string' }, uniqueItems: true },
  { enum: ['text', 80, null] },
  { const: true },
  { type: 'string', minLength: 1, pattern: '^[a-z]+$' },
  { $ref: '#/definitions/port', maximum: 10 },
  { $ref: '#/definitions/loose' },
  { not: { type: 'string' } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  { if: { type: 'string' }, then: { minLength: 2 }, else: { type: ['object', 'number'] } },
];

function randomSchema(random: Random, depth: number): ValueMap {
  const kind = random.next();
  if (depth > 0 && kind < 0.5) return mapSchema(random, depth);
  if (kind < 0.6) return { [random.pick(['anyOf', 'oneOf', 'allOf'])]: random.list(1, 3, () => random.pick(LEAVES)) };
  return random.pick(LEAVES);
}
