import { type Chart, Testing } from 'cdk8s';
import { expect, test, vi } from 'vitest';
import { Cluster, FluxApplication, GitRepository, HelmTemplate } from '../../src';
import { testChart } from './chart';

const clusters = Array.from({ length: 100 }, (_, index) => Cluster.member(`eu-${index}`));

/** The warnings of synthesis. */
function warningsOf(chart: Chart): string[] {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  Testing.synth(chart);
  return warn.mock.calls.map(([text]) => String(text));
}

function application(chart: Chart, helmRelease: object, rest: object = {}): FluxApplication {
  const template = HelmTemplate.fromName(chart, 'template', 'podinfo');
  return new FluxApplication(chart, 'web', { helmRelease: { template, ...helmRelease } as never, ...rest });
}

const ASK =
  'which everyone with access to the repository or the Application can read: put it into a Secret and refer to it by ' +
  'valuesFrom, or allow it with the annotation gitops.kubesphere.io/inline-secrets: allowed';

const ofDefaults = {
  defaults: { values: { db: { password: 'hunter2' } } },
  deploy: clusters.map((cluster) => ({ destination: cluster.namespace('web') })),
};

test('a secret in the defaults is one warning, however many targets there are', () => {
  const chart = testChart();
  application(chart, ofDefaults);
  expect(warningsOf(chart)).toEqual([
    `[test/web] helmRelease.defaults.values.db.password: looks like a secret given inline, ${ASK}`,
  ]);
});

test('so are secrets of the targets', () => {
  const chart = testChart();
  application(chart, {
    defaults: ofDefaults.defaults,
    deploy: clusters.map((cluster, index) => ({
      destination: cluster.namespace('web'),
      values: { token: `hunter${index}` },
    })),
  });
  expect(warningsOf(chart)).toEqual([
    '[test/web] helmRelease.defaults.values.db.password: looks like a secret given inline, as do ' +
      `helmRelease.deploy[0].values.token, helmRelease.deploy[1].values.token and 98 more, ${ASK}`,
  ]);
});

test('what is set is looked at too, and what is substituted', () => {
  const chart = testChart();
  application(chart, { deploy: [{ destination: Cluster.host().namespace('web'), setString: ['password=hunter2'] }] });
  new FluxApplication(chart, 'manifests', {
    kustomization: {
      source: GitRepository.fromName(chart, 'source', 'repo'),
      defaults: { prune: true, postBuild: { substitute: { db_password: 'hunter2' } } },
      deploy: [{ destination: Cluster.host().allNamespaces() }],
    },
  });
  expect(warningsOf(chart)).toEqual([
    `[test/web] helmRelease.deploy[0].values.password: looks like a secret given inline, ${ASK}`,
    `[test/manifests] kustomization.defaults.postBuild.substitute.db_password: looks like a secret given inline, ${ASK.replace('valuesFrom', 'postBuild.substituteFrom')}`,
  ]);
});

test('what a target sets over the defaults is the target’s', () => {
  const chart = testChart();
  application(chart, {
    defaults: { values: { db: { host: 'db' }, passwords: ['changeme'] } },
    deploy: clusters.slice(0, 2).map((cluster, index) => ({
      destination: cluster.namespace('web'),
      set: index === 0 ? ['db.password=hunter2'] : ['passwords[1]=hunter2'],
    })),
  });
  expect(warningsOf(chart)).toEqual([
    '[test/web] helmRelease.deploy[0].values.db.password: looks like a secret given inline, as do ' +
      `helmRelease.defaults.values.passwords[0] and helmRelease.deploy[1].values.passwords[1], ${ASK}`,
  ]);
});

test('an application can allow them: its Application then says so', () => {
  const chart = testChart();
  application(chart, ofDefaults, { allowInlineSecrets: true });
  expect(warningsOf(chart)).toEqual([]);
  const [made] = Testing.synth(chart);
  expect(made.metadata.annotations).toMatchObject({ 'gitops.kubesphere.io/inline-secrets': 'allowed' });
});

test('so it can with the annotation', () => {
  const chart = testChart();
  const annotations = { 'gitops.kubesphere.io/inline-secrets': 'allowed' };
  application(chart, ofDefaults, { metadata: { annotations } });
  expect(warningsOf(chart)).toEqual([]);
});
