import { type CrdObject, fluxCrdFiles } from '../../harness';
import { checkGo } from '../../harness/go-module';
import bucket from '../../imports/schemas/bucket.json';
import gitRepository from '../../imports/schemas/git-repository.json';
import helmChart from '../../imports/schemas/helm-chart.json';
import helmRelease from '../../imports/schemas/helm-release.json';
import helmRepository from '../../imports/schemas/helm-repository.json';
import kustomization from '../../imports/schemas/kustomization.json';
import ociRepository from '../../imports/schemas/oci-repository.json';

const KINDS = [
  ['helm.toolkit.fluxcd.io', 'v2', 'HelmRelease', 'helmreleases', helmRelease],
  ['kustomize.toolkit.fluxcd.io', 'v1', 'Kustomization', 'kustomizations', kustomization],
  ['source.toolkit.fluxcd.io', 'v1', 'Bucket', 'buckets', bucket],
  ['source.toolkit.fluxcd.io', 'v1', 'GitRepository', 'gitrepositories', gitRepository],
  ['source.toolkit.fluxcd.io', 'v1', 'HelmChart', 'helmcharts', helmChart],
  ['source.toolkit.fluxcd.io', 'v1', 'HelmRepository', 'helmrepositories', helmRepository],
  ['source.toolkit.fluxcd.io', 'v1', 'OCIRepository', 'ocirepositories', ociRepository],
] as const;

/**
 * Flux's CRDs: the original files from its Go modules; without Go, CRDs with the schemas of this project, which another
 * test compares with those of Flux.
 */
export async function fluxCrds(): Promise<(string | CrdObject)[]> {
  if (!('problem' in (await checkGo(process.env)))) return fluxCrdFiles();
  return KINDS.map(([group, version, kind, plural, schema]) => crd(group, version, kind, plural, schema));
}

/** The name of a kind in API paths. */
export function pluralOf(kind: string): string {
  const flux = KINDS.find(([, , known]) => known === kind);
  return flux ? flux[3] : `${kind.toLowerCase().replace(/y$/, 'ie')}s`;
}

function crd(group: string, version: string, kind: string, plural: string, spec: object) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      scope: 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: open(spec), status: anything } } },
          subresources: { status: {} },
        },
      ],
    },
  };
}

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/**
 * The schema without parts that a CRD does not need: an API server rejects unknown fields by itself, and deprecation
 * has no effect there.
 */
function open(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(open);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) => !(key === 'additionalProperties' && value === false) && !(key === 'deprecated' && value === true),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, open(value)]));
}
