import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Cluster, ClusterSet } from '../../src';

const folder = mkdtempSync(join(tmpdir(), 'clusters-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const path = join(folder, 'clusters.yaml');
  writeFileSync(path, text);
  return path;
}

// biome-ignore lint/suspicious/noExplicitAny: what an author without types may write
type Any = any;

const namesOf = (clusters: Iterable<Cluster>) => [...clusters].map(({ name }) => name);
const clusters = ClusterSet.of([
  Cluster.host({ labels: { stage: 'prod', region: 'eu' } }),
  Cluster.member('us-1', { labels: { stage: 'dev', region: 'us' } }),
  Cluster.member('eu-1', { labels: { stage: 'dev', region: 'eu' } }),
]);

test('a file becomes the clusters that it lists, in its order', () => {
  const path = fileOf(`apiVersion: fluxapp/v1
kind: ClusterList
clusters:
  - { host: true, labels: { stage: prod } }
  - { name: us-1, labels: { stage: dev } }
  - { name: eu-1, secretName: eu-1-kubeconfig, key: config }
  - { name: ap-1, configMapName: oidc }
`);
  const set = ClusterSet.fromFile(path);
  expect(set.size).toBe(4);
  expect(set.map(({ name, labels, kubeConfig }, index) => [index, name, labels, kubeConfig])).toEqual([
    [0, 'host', { stage: 'prod' }, undefined],
    [1, 'us-1', { stage: 'dev' }, { secretRef: { name: 'us-1' } }],
    [2, 'eu-1', {}, { secretRef: { name: 'eu-1-kubeconfig', key: 'config' } }],
    [3, 'ap-1', {}, { configMapRef: { name: 'oidc' } }],
  ]);
});

test('what is wrong in a file is told by line and column', () => {
  const path = fileOf('apiVersion: fluxapp/v1\nkind: ClusterList\nclusters:\n  - nmae: eu-1\n');
  expect(() => ClusterSet.fromFile(path)).toThrow(
    new Error(`${path} is not a list of clusters:
  ${path}:4:5: clusters[0].nmae: unknown field; did you mean "name"?
  ${path}:4:5: clusters[0].name: required, but missing`),
  );
});

test('a file that cannot be read is an error', () => {
  expect(() => ClusterSet.fromFile('no.yaml')).toThrow(
    new Error(`ClusterSet.fromFile(): "no.yaml": there is no such file in ${process.cwd()}`),
  );
  expect(() => ClusterSet.fromFile(folder)).toThrow(
    new Error(`ClusterSet.fromFile(): ${JSON.stringify(folder)}: cannot be read (EISDIR)`),
  );
});

test('clusters are selected by their labels', () => {
  expect(namesOf(clusters.where({ matchLabels: { region: 'eu' } }))).toEqual(['host', 'eu-1']);
  const matchExpressions = [{ key: 'stage', operator: 'In', values: ['dev'] }] as const;
  expect(namesOf(clusters.where({ matchLabels: { region: 'eu' }, matchExpressions }))).toEqual(['eu-1']);
  expect(namesOf(clusters.where({}))).toEqual(['host', 'us-1', 'eu-1']);
});

test.each<[Any, string]>([
  [undefined, 'must be a map, got undefined'],
  [{ matchLabel: {} }, 'matchLabel: unknown field; did you mean "matchLabels"?'],
  [{ matchLabels: { a: 1 } }, 'matchLabels.a: must be a string, got a number'],
])('%j selects no clusters', (selector, message) => {
  expect(() => clusters.where(selector)).toThrow(new Error(`ClusterSet.where(): ${message}`));
});

test('a cluster is taken by its name', () => {
  expect(clusters.get('eu-1').labels.region).toBe('eu');
  expect(() => clusters.get('eu1')).toThrow(new Error('ClusterSet: there is no cluster "eu1"; did you mean "eu-1"?'));
});

test('clusters are grouped by a label', () => {
  const groups = clusters.groupBy('region');
  expect([...groups].map(([region, members]) => [region, namesOf(members)])).toEqual([
    ['eu', ['host', 'eu-1']],
    ['us', ['us-1']],
  ]);
  expect(() => clusters.groupBy('regoin')).toThrow(
    new Error('ClusterSet.groupBy(): "regoin" is not a label of cluster "host" and 2 more; did you mean "region"?'),
  );
  expect(() => clusters.groupBy('tier')).toThrow(
    new Error('ClusterSet.groupBy(): "tier" is not a label of cluster "host" and 2 more; there are region, stage'),
  );
  const some = ClusterSet.of([...clusters, Cluster.member('a')]);
  expect(() => some.groupBy('region')).toThrow(
    new Error(
      'ClusterSet.groupBy(): "region" is not a label of cluster "a"; use where() with Exists to exclude clusters without it',
    ),
  );
});

describe('the first clusters', () => {
  const many = ClusterSet.of(Array.from({ length: 60 }, (_, index) => Cluster.member(`site-${index}`)));

  test('are a share, another one for another seed, in the order of the set', () => {
    const [plain, web] = [many.first('10%'), many.first('10%', { seed: 'web' })];
    expect(namesOf(plain)).toMatchInlineSnapshot(`
      [
        "site-0",
        "site-10",
      ]
    `);
    expect(namesOf(web)).toMatchInlineSnapshot(`
      [
        "site-31",
        "site-39",
        "site-56",
      ]
    `);
    expect(namesOf(many.first('100%'))).toEqual(namesOf(many));
    expect(many.where({ matchLabels: { a: 'b' } }).first('10%').size).toBe(0);
    expect(clusters.first('0.1%').size).toBe(1);
  });

  test.each(['0%', '200%', '10', 10, undefined])('cannot be %j', (share) => {
    expect(() => many.first(share as Any)).toThrow(
      new Error(
        `ClusterSet.first(): must be more than "0%", and "100%" at most, got ${JSON.stringify(share) ?? 'undefined'}`,
      ),
    );
  });
});

test('a set holds a cluster once', () => {
  const eu = Cluster.member('eu-1');
  expect(ClusterSet.of([eu, eu]).size).toBe(1);
  expect(() => ClusterSet.of([eu, Cluster.member('eu-1')])).toThrow(
    new Error('ClusterSet.of(): [1]: cluster "eu-1" is made twice'),
  );
  expect(() => ClusterSet.of([eu, Cluster.member('a', { secretName: 'eu-1' })])).toThrow(
    new Error(
      'ClusterSet.of(): [1]: Secret "eu-1" is cluster "a" here and cluster "eu-1" in [0]: a cluster can only have one name',
    ),
  );
  expect(() => ClusterSet.of([eu, 'us-1' as Any])).toThrow(
    new Error('ClusterSet.of(): [1]: must be a Cluster, got a string'),
  );
});
