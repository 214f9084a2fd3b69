import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import applicationSchema from '../../imports/schemas/application.json';
import { lower } from '../../src/application/lower/lower';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import { formatPath } from '../../src/json/json';
import { fieldsOf, type Schema } from '../fields';
import { helmApplication, kustomizationApplication, SAVES } from './applications';

// biome-ignore lint/suspicious/noExplicitAny: data of any field
type Any = any;

const { source, config } = applicationSchema.properties.spec.properties;
const { chart, deploy, template } = config.properties.helmRelease.properties;
const web = { destination: { targetNamespace: 'web' }, interval: '10m' };
const manifests = { ...web, prune: false };

/** The schema of a source, of some of its kinds. */
function sourceOf(...kinds: string[]): Schema {
  const { sourceRef } = source.properties;
  const kind = { type: 'string', enum: kinds };
  return { ...source, properties: { sourceRef: { ...sourceRef, properties: { ...sourceRef.properties, kind } } } };
}

/** The location of the fields of a schema, and how to create an Application around an example of one. */
interface Part {
  readonly of: string;
  readonly schema: unknown;
  readonly make: (example: Any) => object;
  /** Whether a field of the schema does not belong there. */
  readonly without?: (path: string) => boolean;
}

const PARTS: readonly Part[] = [
  {
    of: 'a helmRelease',
    schema: deploy.items,
    make: (example) => helmApplication([{ ...web, ...example }]),
  },
  {
    of: 'a kustomization',
    schema: config.properties.kustomization.items,
    make: (example) => kustomizationApplication([{ ...manifests, ...example }]),
  },
  {
    of: 'a saved chart',
    schema: chart,
    make: (example) => helmApplication([web], { chart: { chart: 'podinfo', ...example }, metadata: SAVES }),
  },
  {
    of: 'an inline chart',
    schema: chart,
    make: (example) => helmApplication([web], { chart: { chart: 'podinfo', ...example } }),
    without: (path) => path === 'suspend' || path.startsWith('verify.matchOIDCIdentity'),
  },
  {
    of: 'a template',
    schema: { properties: { template } },
    make: (example) => helmApplication([web], { source: null, chart: undefined, template: 'other', ...example }),
  },
  {
    of: 'the source of a kustomization',
    schema: sourceOf('GitRepository', 'Bucket'),
    make: (example) => kustomizationApplication([manifests], example),
  },
  {
    of: 'the source of an inline chart',
    schema: sourceOf('GitRepository', 'Bucket'),
    make: (example) => helmApplication([web], { source: example }),
  },
  {
    of: 'the source of a saved chart',
    schema: sourceOf('GitRepository', 'Bucket'),
    make: (example) => helmApplication([web], { source: example, metadata: SAVES }),
    without: (path) => path === 'sourceRef.namespace', // it can only be the application's
  },
  {
    of: 'a source that is the chart',
    schema: sourceOf('OCIRepository', 'ExternalArtifact'),
    make: (example) => helmApplication([web], { source: example, chart: undefined }),
  },
];

/** Fields without effect that are not worth a warning, and why. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'source.sourceRef.apiVersion': 'as of the source of the application',
  'sourceRef.apiVersion': 'Flux knows the kinds by their names; Applications name versions that are no longer served',
};

/** Another valid value for a field; the same value if there is only one. */
function another(value: unknown, { enum: allowed, pattern }: Schema): unknown {
  if (allowed) return allowed.find((item) => item !== value) ?? value;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return pattern?.includes('ms|s|m') ? '8m' : `${value}-2`;
  return { other: 'value' };
}

type Steps = readonly (string | 0)[];

const isError = ({ severity }: Diagnostic) => severity === 'error';

/** The schema of a field. */
function nodeAt(schema: Schema, steps: Steps): Schema {
  return steps.reduce(
    (node, step) => node.properties?.[step] ?? node.items ?? (node.additionalProperties as Schema),
    schema,
  );
}

function replaceAt(value: Any, steps: Steps, change: (value: unknown) => unknown): Any {
  const [step, ...rest] = steps;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) return [replaceAt(value[0], rest, change)];
  return { ...value, [step]: replaceAt(value[step], rest, change) };
}

/** Adds the fields that Flux requires in combination. */
function withNeeds(example: Any): Any {
  const strategies = ['install', 'upgrade'].filter((name) => example[name]?.strategy?.retryInterval);
  return strategies.reduce((all, name) => replaceAt(all, [name, 'strategy', 'name'], () => 'RetryOnFailure'), example);
}

describe.each(PARTS)('of $of', ({ schema: whole, make, without = () => false }) => {
  const schema = whole as Schema;
  const fields = fieldsOf(schema).filter(({ path }) => !without(path) && !(path in WITHOUT_EFFECT));

  test.each(fields)('$path has an effect or a warning', ({ steps, example }) => {
    const set = withNeeds(example);
    const changed = replaceAt(set, steps, (value) => another(value, nodeAt(schema, steps)));
    const { [String(steps[0])]: _, ...absent } = set;
    const lowered = lower(make(set));
    expect([...lowered.diagnostics, ...lower(make(changed)).diagnostics].filter(isError)).toEqual([]);

    const path = formatPath(steps);
    if (lowered.diagnostics.some((diagnostic) => formatPath(diagnostic.path).endsWith(path))) return;
    const others = [changed, absent].map(make).filter((other) => !isDeepStrictEqual(other, make(set)));
    expect(others).not.toEqual([]);
    for (const other of others) expect(lower(other)).not.toEqual(lowered);
  });
});

test.each(Object.entries(WITHOUT_EFFECT))('%s has no effect: %s', (path) => {
  const sourceRef = { kind: 'Bucket', name: 'manifests' };
  const named = { sourceRef: { ...sourceRef, apiVersion: 'source.toolkit.fluxcd.io/v1beta2' } };
  const withSource = (source: object) =>
    path === 'sourceRef.apiVersion'
      ? kustomizationApplication([manifests], source)
      : helmApplication([{ ...web, source }]);
  expect(lower(withSource(named))).toEqual(lower(withSource({ sourceRef })));
});
