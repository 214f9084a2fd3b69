/** Writes a Helm chart that renders the HelmReleases of a fleet, for comparison with `helm template`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ValuesStyle } from './fleet.mts';

type Tree = { readonly [key: string]: unknown };

/** A HelmRelease as the library creates it. */
export interface Release {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Tree };
  readonly spec: Tree & { readonly values: Tree };
}

const MANAGED_BY = 'app.kubernetes.io/managed-by';

/**
 * As the author of a chart writes it: each application has the parts common to its targets once, and each target
 * overrides them.
 */
const TEMPLATE = `{{- range $application := .Values.applications }}
{{- range .targets }}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: {{ .name }}
  namespace: fleet
  labels:
    {{- toYaml .labels | nindent 4 }}
spec:
  {{- toYaml (mergeOverwrite (deepCopy $application.spec) .spec) | nindent 2 }}
{{- end }}
{{- end }}
`;

/**
 * Writes the chart. It renders HelmReleases with the specs and labels of `releases`, without the annotation of the
 * library.
 *
 * @param style the place of values in the values file: equal ones shared, or all of them in each target
 * @returns whether Helm accepts it: the values file may have up to 5 MiB (MaxDecompressedFileSize of helm.sh/helm/v4)
 */
export function writeChart(folder: string, releases: readonly Release[], style: ValuesStyle): boolean {
  const applications = byApplication(releases).map((group) => {
    const specs = group.map(({ spec }) => spec);
    const common = specs.reduce<Tree>(shared, specs[0] as Tree);
    const { values, ...rest } = common;
    const spec = style === 'own' ? rest : common;
    const targets = group.map(({ metadata, spec: own }) => {
      const { name, labels } = metadata;
      return { name, labels, spec: difference(own, spec) };
    });
    return { spec, targets };
  });
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: fleet\nversion: 1.0.0\n');
  const values = JSON.stringify({ applications });
  writeFileSync(join(folder, 'values.yaml'), values);
  writeFileSync(join(folder, 'templates', 'releases.yaml'), TEMPLATE);
  return Buffer.byteLength(values) <= MOST_VALUES;
}

const MOST_VALUES = 5 * 1024 * 1024;

function byApplication(releases: readonly Release[]): Release[][] {
  const groups = new Map<unknown, Release[]>();
  for (const release of releases) {
    const application = release.metadata.labels[MANAGED_BY];
    const group = groups.get(application);
    if (group) group.push(release);
    else groups.set(application, [release]);
  }
  return [...groups.values()];
}

/** The common parts of two trees. */
function shared(one: Tree, other: Tree): Tree {
  const entries = Object.entries(one).flatMap(([key, value]) => {
    if (isDeepStrictEqual(value, other[key])) return [[key, value]];
    return isTree(value) && isTree(other[key]) ? [[key, shared(value, other[key])]] : [];
  });
  return Object.fromEntries(entries);
}

/** The tree that gives `tree` when it is merged over `base`. */
function difference(tree: Tree, base: Tree): Tree {
  const entries = Object.entries(tree).flatMap(([key, value]) => {
    if (isDeepStrictEqual(value, base[key])) return [];
    return [[key, isTree(value) && isTree(base[key]) ? difference(value, base[key]) : value]];
  });
  return Object.fromEntries(entries);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
