import fc from 'fast-check';
import applicationSchema from '../../imports/schemas/application.json';
import { anyValues } from '../values/arbitrary';
import { DESTINATION, ENTRY } from './arbitrary-application';
import { fromSchema, type Schema } from './arbitrary-from-schema';

// biome-ignore lint/suspicious/noExplicitAny: Applications are plain data here
type Any = any;

/** An Application in compact form, and the same in explicit form, created without the code under test. */
export interface Pair {
  readonly compact: Any;
  readonly explicit: Any;
}

const { helmRelease, kustomizationSet } = applicationSchema.properties.spec.properties.config.properties;

const CHART = fc.record(
  { version: fc.constantFrom('1.x', '2.0.0'), valuesFiles: fc.constantFrom(['a.yaml'], []) },
  { requiredKeys: [] },
);

/** A part of a target, with values half of the time. */
function partOf(defaults: unknown, values: fc.Arbitrary<unknown>): fc.Arbitrary<Any> {
  const { nulls, values: _, releaseName, source, template, ...properties } = (defaults as Schema).properties as Any;
  return fc
    .tuple(
      fromSchema({ type: 'object', properties }, { ...ENTRY, chart: CHART }),
      fc.option(values, { nil: undefined }),
    )
    .map(([fields, own]) =>
      withoutNullFields({ ...(fields as object), ...(own === undefined ? {} : { values: own }) }),
    );
}

const DESTINATION_ALONE = fc.record({ destination: DESTINATION }).map(withoutNullFields);

const LAYERS = ['a', 'b', 'c'];

function sets(part: fc.Arbitrary<Any>, required: object) {
  const target = fc.tuple(DESTINATION_ALONE, part, fc.subarray(LAYERS), fc.boolean());
  return fc.record({
    defaults: fc.option(part, { nil: undefined }),
    layers: fc.tuple(...LAYERS.map((name) => part.map((fields) => ({ name, ...fields })))),
    // distinct names keep the targets apart
    targets: fc.array(target, { maxLength: 4 }).map((targets) =>
      targets.map(([destination, own, layers, isReversed], index) => ({
        ...{ ...required, ...own, ...destination, name: `t${index}` },
        ...(layers.length > 0 ? { layers: isReversed ? [...layers].reverse() : layers } : {}),
      })),
    ),
  });
}

/** The entries that a set of targets expands to. */
function entriesOf({ defaults = {}, layers, targets }: Any): Any[] {
  return targets.map(({ layers: names = [], ...own }: Any) => {
    const parts = names.map((name: string) => {
      const { name: _, ...part } = layers.find((layer: Any) => layer.name === name);
      return part;
    });
    return [...parts, own].reduce(over, defaults);
  });
}

/** Merges maps; other values replace. */
function over(below: Any, above: Any): Any {
  if (!isMap(below) || !isMap(above)) return above;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(
    keys.map((key) => [
      key,
      Object.hasOwn(above, key) && Object.hasOwn(below, key)
        ? over(below[key], above[key])
        : Object.hasOwn(above, key)
          ? above[key]
          : below[key],
    ]),
  );
}

function isMap(value: Any): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value without nulls that count as absent: those outside of free-form data. */
function withoutNullFields(value: Any): Any {
  if (Array.isArray(value)) return value.map(withoutNullFields);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined);
  return Object.fromEntries(
    entries.map(([key, entry]) => [
      key,
      ['values', 'patchesStrategicMerge', 'patchesJson6902'].includes(key) ? entry : withoutNullFields(entry),
    ]),
  );
}

function pair(source: object, compact: object, explicit: object): Pair {
  const make = (config: object) =>
    JSON.parse(
      JSON.stringify({
        ...{ apiVersion: 'gitops.kubesphere.io/v1alpha1', kind: 'Application' },
        metadata: { name: 'web', namespace: 'apps' },
        spec: { kind: 'fluxcd', fluxApp: { spec: { source: { sourceRef: source }, config } } },
      }),
    );
  return { compact: make(compact), explicit: make(explicit) };
}

const chart = { chart: 'podinfo', version: '6.x' };

/** Pairs with a helmRelease. Some are invalid, because merged parts may contradict each other. */
export const helmPairs: fc.Arbitrary<Pair> = sets(partOf(helmRelease.properties.defaults, anyValues), {
  interval: '10m',
}).map((set) =>
  pair(
    { kind: 'HelmRepository', name: 'charts' },
    { helmRelease: { chart, ...set } },
    { helmRelease: { chart, deploy: entriesOf(set) } },
  ),
);

/** Pairs with a kustomization. */
export const kustomizationPairs: fc.Arbitrary<Pair> = sets(
  partOf(kustomizationSet.properties.defaults, fc.constant(undefined)),
  { interval: '10m', prune: true },
)
  .filter(({ targets }) => targets.length > 0)
  .map((set) =>
    pair({ kind: 'GitRepository', name: 'repo' }, { kustomizationSet: set }, { kustomization: entriesOf(set) }),
  );
