import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeClusters } from '../../examples/flux-each';
import { Cluster, ClusterSet } from '../../src';
import { parseYaml } from '../../src/yaml/parse';

const clusters = ClusterSet.of([
  Cluster.member('eu-1', { labels: { stage: 'prod' } }),
  Cluster.member('eu-2', { labels: { stage: 'dev' } }),
]);

test('clusters with a Flux of their own get a folder each, with names that are equal in all of them', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'flux-each-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  writeClusters(clusters, outdir);
  expect(readdirSync(outdir, { recursive: true }).sort()).toEqual([
    'eu-1',
    'eu-1/shop.k8s.yaml',
    'eu-2',
    'eu-2/shop.k8s.yaml',
  ]);
  const objects = (cluster: string) =>
    parseYaml(readFileSync(join(outdir, cluster, 'shop.k8s.yaml'), 'utf8')).map(
      // biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
      ({ value }) => value as any,
    );
  const names = (cluster: string) => objects(cluster).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(names('eu-1')).toEqual([
    expect.stringMatching(/^HelmRepository /),
    'Application shop',
    'HelmRelease shop--host--shop',
  ]);
  expect(names('eu-2')).toEqual(names('eu-1'));
  const release = (cluster: string) => objects(cluster).at(-1).spec;
  expect([release('eu-1').kubeConfig, release('eu-1').values]).toEqual([
    undefined,
    { replicas: 3, ingress: { host: 'shop.eu-1.example.com' } },
  ]);
  expect(release('eu-2').values).toEqual({ replicas: 1, ingress: { host: 'shop.eu-2.example.com' } });
});
