import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const file = join(__dirname, '..', '..', 'crds', 'gitops.kubesphere.io_applications.yaml');
const text = readFileSync(file, 'utf8');
const { metadata, spec } = parse(text);
const schema = spec.versions[0].schema.openAPIV3Schema;

// biome-ignore lint/suspicious/noExplicitAny: schemas are plain YAML here
type Node = any;

function* nodes(node: Node, path = ''): Generator<[string, Node]> {
  yield [path, node];
  for (const [name, child] of Object.entries(node.properties ?? {})) yield* nodes(child, `${path}.${name}`);
  if (node.items) yield* nodes(node.items, `${path}[]`);
  if (node.additionalProperties) yield* nodes(node.additionalProperties, `${path}{}`);
}

const withKeyword = (keyword: string) =>
  [...nodes(schema)].filter(([, node]) => keyword in node).map(([path, node]) => [path, node[keyword]]);

describe('the Application CRD', () => {
  test('survives the removal of what installed it', () => {
    expect(metadata.annotations).toEqual({
      'helm.sh/resource-policy': 'keep',
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    });
  });

  test('shows the list page', () => {
    const columns = spec.versions[0].additionalPrinterColumns;
    expect(columns.filter((column: Node) => !column.priority).map((column: Node) => column.name)).toEqual([
      'Type',
      'Source',
      'Revision',
      'Ready',
      'Status',
      'Age',
    ]);
  });

  test('is structural: every node has a type or is free-form', () => {
    for (const [path, node] of nodes(schema)) {
      expect(node.type ?? node['x-kubernetes-preserve-unknown-fields'], path).toBeTruthy();
    }
  });

  test('leaves open only the other engine, values, and the free parts of old patches', () => {
    const parts = ['defaults', 'deploy[]', 'layers[]', 'targets[]'].map(
      (part) => `.spec.fluxApp.spec.config.helmRelease.${part}`,
    );
    expect(withKeyword('x-kubernetes-preserve-unknown-fields').map(([path]) => path)).toEqual([
      '.spec.argoApp',
      ...parts.flatMap((part) => [
        `${part}.postRenderers[].kustomize.patchesJson6902[].patch[].value`,
        `${part}.postRenderers[].kustomize.patchesStrategicMerge[]`,
        `${part}.values`,
      ]),
    ]);
  });

  test('has the defaults of KubeSphere and no others', () => {
    expect(withKeyword('default')).toEqual([
      ['.spec.fluxApp.spec.config.helmRelease.chart.version', '*'],
      ['.spec.fluxApp.spec.config.kustomization[].postBuild.substituteFrom[].optional', false],
    ]);
  });

  test('has two CEL rules', () => {
    expect(withKeyword('x-kubernetes-validations')).toEqual([
      [
        '.spec.fluxApp.spec.config',
        [
          {
            rule: 'has(self.helmRelease) || has(self.kustomizationSet) ? [has(self.helmRelease), has(self.kustomizationSet), has(self.kustomization) && size(self.kustomization) > 0].exists_one(set, set) : has(self.kustomization)',
            message: 'exactly one of helmRelease, kustomization and kustomizationSet must be set',
          },
        ],
      ],
      [
        '.spec.fluxApp.spec.config.helmRelease',
        [
          {
            rule: 'has(self.deploy) ? !has(self.targets) && !has(self.defaults) && !has(self.layers) : has(self.targets)',
            message: 'exactly one of deploy and targets must be set; defaults and layers go with targets',
          },
        ],
      ],
    ]);
  });

  test('has defaults of the compact form that are owned as a whole', () => {
    expect(withKeyword('x-kubernetes-map-type')).toEqual([
      ['.spec.fluxApp.spec.config.helmRelease.defaults', 'atomic'],
      ['.spec.fluxApp.spec.config.kustomizationSet.defaults', 'atomic'],
    ]);
  });

  test('is small enough for a client-side kubectl apply', () => {
    expect(JSON.stringify({ metadata, spec }).length).toBeLessThan(128 * 1024);
  });

  test('has no pattern outside the status', () => {
    expect(withKeyword('pattern').filter(([path]) => path.startsWith('.spec'))).toEqual([]);
  });

  test('says something about every field that is its own', () => {
    const entry =
      /^\.spec\.fluxApp\.spec\.config\.((helmRelease\.(deploy|layers|targets)|kustomization|kustomizationSet\.(layers|targets))\[\]|\w+\.defaults)\.\w+$/;
    const bare = [...nodes(schema)].filter(([path, node]) => entry.test(path) && !node.description);
    expect(bare.map(([path]) => path)).toEqual([]);
  });
});
