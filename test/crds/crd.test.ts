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
    const deploy = '.spec.fluxApp.spec.config.helmRelease.deploy[]';
    expect(withKeyword('x-kubernetes-preserve-unknown-fields').map(([path]) => path)).toEqual([
      '.spec.argoApp',
      `${deploy}.postRenderers[].kustomize.patchesJson6902[].patch[].value`,
      `${deploy}.postRenderers[].kustomize.patchesStrategicMerge[]`,
      `${deploy}.values`,
    ]);
  });

  test('has the defaults of KubeSphere and no others', () => {
    expect(withKeyword('default')).toEqual([
      ['.spec.fluxApp.spec.config.helmRelease.chart.version', '*'],
      ['.spec.fluxApp.spec.config.kustomization[].postBuild.substituteFrom[].optional', false],
    ]);
  });

  test('has one CEL rule', () => {
    expect(withKeyword('x-kubernetes-validations')).toEqual([
      [
        '.spec.fluxApp.spec.config',
        [
          {
            rule: 'has(self.helmRelease) != has(self.kustomization) || (has(self.helmRelease) && size(self.kustomization) == 0)',
            message: 'exactly one of helmRelease and kustomization must be set',
          },
        ],
      ],
    ]);
  });

  test('has no pattern outside the status', () => {
    expect(withKeyword('pattern').filter(([path]) => path.startsWith('.spec'))).toEqual([]);
  });

  test('says something about every field that is its own', () => {
    const entry = /^\.spec\.fluxApp\.spec\.config\.(helmRelease\.deploy|kustomization)\[\]\.\w+$/;
    const bare = [...nodes(schema)].filter(([path, node]) => entry.test(path) && !node.description);
    expect(bare.map(([path]) => path)).toEqual([]);
  });
});
