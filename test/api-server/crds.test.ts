import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Podinfo } from '../../examples/podinfo';
import { SharedTemplate } from '../../examples/shared-template';
import { Upstream } from '../../examples/upstream';
import { Waves } from '../../examples/waves';
import { installCrds } from '../../harness';
import { describeWithApiServer, describeWithClusters } from '../../harness/suite';
import { parseYaml } from '../../src/yaml/parse';
import { collectionPath, type Manifest, refusals } from './judge';

const ours = join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml');
/** KubeSphere's CRD is not part of this project; it is expected next to the checkout. */
const theirs = join(__dirname, '../../../shared/crds/ks-devops.gitops.kubesphere.io_applications.yaml');

const upstream = readdirSync(join(__dirname, '../fixtures/upstream'))
  .filter((file) => /^(helm|template|kustomization)\.yaml$/.test(file))
  .map((file) => [file, documents(join(__dirname, '../fixtures/upstream', file))] as const);

function documents(file: string): Manifest[] {
  return parseYaml(readFileSync(file, 'utf8')).map(({ value }) => value as Manifest);
}

function applicationsOf(Example: typeof Podinfo | typeof Waves): Manifest[] {
  const chart = new Example(new App({ outdir: 'dist/test' }), 'example');
  return Testing.synth(chart).filter(({ kind }) => kind === 'Application');
}

/** Applications that only use fields of KubeSphere's CRD. */
const valid: [string, Manifest[]][] = [
  ...upstream.map(([file, manifests]): [string, Manifest[]] => [`the sample ${file}`, manifests]),
  ['the example Podinfo', applicationsOf(Podinfo)],
  ['the example SharedTemplate', applicationsOf(SharedTemplate)],
  ['the example Upstream', applicationsOf(Upstream)],
];

const application = (config: object) => ({
  apiVersion: 'gitops.kubesphere.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'app', namespace: 'default' },
  spec: { kind: 'fluxcd', fluxApp: { spec: { config } } },
});
const helmRelease = { deploy: [{ destination: {}, interval: '1m' }] };
const entry = { destination: {}, interval: '1m', prune: true };

test('the three upstream samples are there', () => {
  expect(upstream.map(([file]) => file)).toEqual(['helm.yaml', 'kustomization.yaml', 'template.yaml']);
});

describeWithApiServer("this project's CRD", (client) => {
  beforeAll(() => installCrds(client, [parse(readFileSync(ours, 'utf8'))]));

  test.each(valid)('accepts %s', async (_, manifests) => {
    expect(await refusals(client, manifests)).toEqual([]);
  });

  test.each([
    ['neither', {}, false],
    ['both', { helmRelease, kustomization: [entry] }, false],
    ['an empty kustomization alone', { kustomization: [] }, true],
    ['an empty kustomization beside a helmRelease', { helmRelease, kustomization: [] }, true],
    ['a helmRelease', { helmRelease }, true],
    ['a kustomization', { kustomization: [entry] }, true],
  ])('takes exactly one of helmRelease and kustomization: %s', async (_, config, accepted) => {
    const found = await refusals(client, [application(config)]);
    if (accepted) expect(found).toEqual([]);
    else expect(found.join()).toContain('exactly one of helmRelease, kustomization and kustomizationSet must be set');
  });

  test('shows the list page of the console in kubectl', async () => {
    const listed = {
      ...application({ helmRelease }),
      metadata: { name: 'listed', namespace: 'default', labels: { 'gitops.kubepshere.io/type': 'HelmRelease' } },
    };
    const path = collectionPath(listed);
    expect((await client.request('POST', path, listed)).status).toBe(201);
    const conditions = [
      {
        type: 'Ready',
        status: 'False',
        reason: 'Progressing',
        message: 'eu-1: installing',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ];
    const status = {
      source: 'GitRepository/repo',
      revision: '6.9.0',
      summary: '2/3',
      desired: 3,
      ready: 2,
      conditions,
    };
    const patched = await client.request(
      'PATCH',
      `${path}/listed/status`,
      { status },
      { contentType: 'application/merge-patch+json' },
    );
    expect(patched.status).toBe(200);
    const { stdout } = await client.kubectl(['get', 'applications.gitops.kubesphere.io', 'listed']);
    await client.request('DELETE', `${path}/listed`);
    expect(stdout.split('\n').map((line) => line.split(/\s+/).slice(0, 6))).toEqual([
      ['NAME', 'TYPE', 'SOURCE', 'REVISION', 'READY', 'STATUS'],
      ['listed', 'HelmRelease', 'GitRepository/repo', '6.9.0', '2/3', 'Progressing'],
      [''],
    ]);
  });
});

const isThere = existsSync(theirs);
const name = `KubeSphere's CRD${isThere ? '' : ' (skipped: it is not beside the checkout, in ../shared/crds)'}`;

describe.skipIf(!isThere)(name, () => {
  describeWithClusters('on an API server of its own', { clusters: ['kubesphere'] }, (running) => {
    beforeAll(() => installCrds(running().host, [parse(readFileSync(theirs, 'utf8'))]));

    test.each(valid)('accepts %s', async (_, manifests) => {
      expect(await refusals(running().host, manifests)).toEqual([]);
    });

    test('refuses what it cannot express: a source that is a chart', async () => {
      const found = await refusals(running().host, applicationsOf(Waves));
      expect(found.join()).toMatch(/Unsupported value: "OCIRepository"/);
    });
  });
});
