/** Writes a Helm chart that renders the HelmReleases of a fleet, for comparison with `helm template`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ValuesStyle } from './fleet.mts';

type Tree = { readonly [key: string]: unknown };

/** A HelmRelease as the library makes it. */
export interface Release {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Tree };
  readonly spec: Tree & { readonly values: Tree };
}

const MANAGED_BY = 'app.kubernetes.io/managed-by';

/** As a chart author writes it: what all targets share stands once for each application, and each target overrides it. */
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
 * Writes the chart. What is rendered has the specs and labels of `releases`, without the annotation of the library.
 *
 * @param style the place of values in the values file: equal ones shared, or all of them in each target
 * @returns whether Helm reads it: the values file may have 5 MiB (MaxDecompressedFileSize of helm.sh/helm/v4)
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

/** What two trees have in common. */
function shared(one: Tree, other: Tree): Tree {
  const entries = Object.entries(one).flatMap(([key, value]) => {
    if (isDeepStrictEqual(value, other[key])) return [[key, value]];
    return isTree(value) && isTree(other[key]) ? [[key, shared(value, other[key])]] : [];
  });
  return Object.fromEntries(entries);
}

/** What has to be merged over `base` to get `tree`. */
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
