/** One application, template or source for every field of Flux's kinds, with the field set. */
import type { ApiObject, Chart } from 'cdk8s';
import { OWNED_FIELDS } from '../../codegen/imports/owned-fields';
import bucket from '../../imports/schemas/bucket.json';
import gitRepository from '../../imports/schemas/git-repository.json';
import helmChart from '../../imports/schemas/helm-chart.json';
import helmRelease from '../../imports/schemas/helm-release.json';
import helmRepository from '../../imports/schemas/helm-repository.json';
import kustomization from '../../imports/schemas/kustomization.json';
import ociRepository from '../../imports/schemas/oci-repository.json';
import {
  Bucket,
  Cluster,
  FluxApplication,
  GitRepository,
  HelmRepository,
  HelmTemplate,
  OCIRepository,
} from '../../src';
import { type Field, fieldsOf, type Schema, valueAt } from '../fields';

/** A field of a Flux object, a way to set it, and the place where it must arrive. */
export interface FieldCase {
  readonly name: string;
  /** Creates the objects in a chart, and returns the one in which the field must arrive. */
  readonly make: (chart: Chart) => ApiObject;
  /** Reads the field from the spec of that object. */
  readonly arrives: (spec: unknown) => unknown;
  /** The expected value. */
  readonly value: unknown;
}

/** Fields that Flux still accepts but that have no effect as they are: their replacements, and why. */
const REWRITTEN: Readonly<Record<string, (spec: unknown) => unknown>> = {
  // HelmRelease v2 uses crds for it
  'install.skipCRDs': (spec) => valueAt(spec, ['install', 'crds']) === 'Skip',
  // no effect since Helm 3: omitted, with a warning
  'rollback.recreate': (spec) => valueAt(spec, ['rollback', 'recreate']) === undefined,
};

/** Fields that Flux accepts only together with others. */
const NEEDS: Readonly<Record<string, object>> = {
  'upgrade.strategy.retryInterval': { upgrade: { strategy: { name: 'RetryOnFailure', retryInterval: '7m' } } },
  'install.strategy.retryInterval': { install: { strategy: { name: 'RetryOnFailure', retryInterval: '7m' } } },
  GitRepository_serviceAccountName: { provider: 'azure' },
  GitRepository_provider: { secretRef: { name: 'example' } },
  HelmRepository_type: { url: 'oci://example.com/web' },
  Bucket_serviceAccountName: { provider: 'aws' },
  'Bucket_sts.endpoint': { provider: 'aws', sts: { provider: 'aws', endpoint: 'https://example.com/x' } },
};

function withNeeds(field: Field, kind = ''): Field {
  const needs = NEEDS[`${kind}${field.path}`] as Record<string, unknown> | undefined;
  if (needs === undefined) return field;
  const example = { ...field.example, ...needs };
  return { ...field, example, value: valueAt(example, field.steps) };
}

const source = (chart: Chart) => HelmRepository.fromName(chart, 'source', 'charts');
const destination = Cluster.member('eu-1').namespace('web');

/** Every field of HelmRelease that lowering does not set itself, per target and in the defaults. */
export const helmReleaseFields: FieldCase[] = fieldsOf(helmRelease as Schema, Object.keys(OWNED_FIELDS.HelmRelease))
  .map((field) => withNeeds(field))
  .flatMap(({ path, steps, example, value }) =>
    [true, false].map((inDefaults) => ({
      name: `HelmRelease ${path}, ${inDefaults ? 'in defaults' : 'per target'}`,
      make: (chart: Chart) =>
        new FluxApplication(chart, 'app', {
          helmRelease: {
            source: source(chart),
            chart: { chart: 'chart' },
            defaults: inDefaults ? example : undefined,
            deploy: [{ destination, ...(inDefaults ? {} : example) }],
          },
        }).releases[0] as ApiObject,
      arrives: REWRITTEN[path] ?? ((spec: unknown) => valueAt(spec, steps)),
      value: REWRITTEN[path] ? true : value,
    })),
  );

/** Every field of Kustomization that lowering does not set itself, per target and in the defaults. */
export const kustomizationFields: FieldCase[] = fieldsOf(
  kustomization as Schema,
  Object.keys(OWNED_FIELDS.Kustomization),
).flatMap(({ path, steps, example, value }) =>
  [true, false].map((inDefaults) => ({
    name: `Kustomization ${path}, ${inDefaults ? 'in defaults' : 'per target'}`,
    make: (chart: Chart) =>
      new FluxApplication(chart, 'app', {
        kustomization: {
          source: GitRepository.fromName(chart, 'source', 'repo'),
          defaults: inDefaults ? example : undefined,
          deploy: [{ destination, prune: true, ...(inDefaults ? {} : example) }],
        },
      }).releases[0] as ApiObject,
    arrives: (spec: unknown) => valueAt(spec, steps),
    // fields of a target override the defaults
    value: path === 'prune' ? true : value,
  })),
);

const chartFields = fieldsOf(helmChart as Schema, Object.keys(OWNED_FIELDS.HelmChart));

/** Every field of HelmChart, for a template and for a chart that is saved as one. */
export const helmChartFields: FieldCase[] = chartFields.flatMap(({ path, steps, example, value }) => {
  const arrives = (spec: unknown) => valueAt(spec, steps);
  const chartSpec = { chart: 'chart', ...example };
  return [
    {
      name: `HelmChart ${path}, of a template`,
      make: (chart: Chart) => new HelmTemplate(chart, 'template', { source: source(chart), ...chartSpec }).object,
      arrives,
      value,
    },
    {
      name: `HelmChart ${path}, saved from an application`,
      make: (chart: Chart) => {
        const helmRelease = { source: source(chart), chart: chartSpec, saveTemplate: true, deploy: [{ destination }] };
        const app = new FluxApplication(chart, 'app', { helmRelease });
        return app.template?.node.defaultChild as ApiObject;
      },
      arrives,
      value,
    },
  ];
});

/** Every field of `spec.chart` of a HelmRelease, for the application's chart and for the chart of a target. */
export const inlineChartFields: FieldCase[] = fieldsOf(helmRelease.properties.chart as Schema)
  .filter(({ path }) => !path.startsWith('spec.sourceRef')) // determined by the source
  .flatMap(({ path, steps, example, value }) =>
    [false, true].map((ofTarget) => ({
      name: `HelmRelease chart.${path}${ofTarget ? ', per target' : ''}`,
      make: (chart: Chart) => {
        const { metadata, spec } = example as { metadata?: object; spec: object };
        const { sourceRef: _, ...own } = spec as { sourceRef?: object };
        const set = { metadata, ...own };
        return new FluxApplication(chart, 'app', {
          helmRelease: {
            source: source(chart),
            chart: { chart: 'chart', ...(ofTarget ? {} : set) },
            deploy: [{ destination, ...(ofTarget ? { chart: set } : {}) }],
          },
        }).releases[0] as ApiObject;
      },
      arrives: (spec: unknown) => valueAt(spec, ['chart', ...steps]),
      value,
    })),
  );

const SOURCES = {
  GitRepository: [gitRepository, GitRepository],
  HelmRepository: [helmRepository, HelmRepository],
  OCIRepository: [ociRepository, OCIRepository],
  Bucket: [bucket, Bucket],
} as const;

/** Every field of the sources. */
export const sourceFields: FieldCase[] = Object.entries(SOURCES).flatMap(([kind, [schema, Source]]) =>
  fieldsOf(schema as Schema)
    .map((field) => withNeeds(field, `${kind}_`))
    .map((field) => ({
      name: `${kind} ${field.path}`,
      make: (chart: Chart) => new Source(chart, 'made', field.example as never).object,
      arrives: (spec: unknown) => valueAt(spec, field.steps),
      value: field.value,
    })),
);
