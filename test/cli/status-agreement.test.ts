import { describe, expect, test } from 'vitest';
import { lower } from '../../src';
import { helmApplication, onHost, onMember } from '../application/applications';
import { fluxapp } from './run';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const NOW = '2026-11-02T10:00:00Z';

/** A stored Application and its lowered objects, which are ready, with a change of the objects' text on the way. */
function delivered(application: Any, change: (text: string) => string = (text) => text): Any[] {
  const releases = lower(application).objects.map((object) => ({
    ...JSON.parse(change(JSON.stringify(object))),
    status: {
      observedGeneration: 1,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'InstallSucceeded',
          message: 'installed',
          observedGeneration: 1,
          lastTransitionTime: NOW,
        },
      ],
      history: [{ status: 'deployed', chartVersion: '1.0.0', version: 1 }],
    },
  }));
  const stored = JSON.parse(change(JSON.stringify(application)));
  return [stored, ...releases].map((object) => ({
    ...object,
    metadata: { ...object.metadata, uid: object.metadata.name, generation: 1 },
  }));
}

async function targetsOf(objects: Any[]): Promise<Any> {
  const { stdout, stderr } = await fluxapp(['status', 'podinfo', '-f', '-', '-o', 'json'], {
    stdin: JSON.stringify({ kind: 'List', apiVersion: 'v1', items: objects }),
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout).targets;
}

const HOST = `web.${'$'}{CLUSTER_DOMAIN}`;
const SUBSTITUTED = helmApplication([
  onHost('web', { values: { ingress: { host: HOST } } }),
  onMember('eu-1', 'web', { values: { ingress: { host: HOST } } }),
]);
const substitute = (text: string) => text.replaceAll('${' + 'CLUSTER_DOMAIN}', 'eu.example.com');

describe('what changes an Application or its objects on the way', () => {
  test('substitution in both leaves targets ready', async () => {
    const targets = await targetsOf(delivered(SUBSTITUTED, substitute));
    expect(targets.map(({ state, flags }: Any) => [state, flags])).toEqual([
      ['Ready', []],
      ['Ready', []],
    ]);
  });

  test('a change of the object alone is shown, with the fields and who owns them', async () => {
    const [application, release, ...others] = delivered(SUBSTITUTED);
    release.spec.timeout = '1m';
    release.metadata.managedFields = [
      { manager: 'kustomize-controller', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:timeout': {} } } },
    ];
    const targets = await targetsOf([application, release, ...others]);
    const [, host] = targets;
    expect(host).toMatchObject({
      state: 'Ready',
      flags: ['altered'],
      altered: { fields: ['spec.timeout'], by: ['kustomize-controller'] },
    });
    const { stdout } = await fluxapp(['status', 'podinfo', '-f', '-'], {
      stdin: JSON.stringify({ kind: 'List', apiVersion: 'v1', items: [application, release, ...others] }),
    });
    expect(stdout).toContain('Changed between synthesis and cluster:');
    expect(stdout).toMatch(/host +web +kustomize-controller +spec\.timeout/);
  });

  test('an Application that was edited alone is not applied', async () => {
    const [application, ...releases] = delivered(SUBSTITUTED);
    application.spec.fluxApp.spec.config.helmRelease.deploy[0].interval = '1h';
    const [eu, host] = await targetsOf([application, ...releases]);
    expect(eu).toMatchObject({ state: 'Ready', flags: [] });
    expect(host).toMatchObject({
      state: 'Reconciling',
      reason: 'NotApplied',
      message: 'the Application has not been applied, or was altered on the way: spec.interval differs',
      flags: ['outdated'],
    });
  });

  test('the annotation of digests tells an edited Application from an altered object', async () => {
    const [application, ...releases] = delivered(SUBSTITUTED);
    const digests = Object.fromEntries(
      releases.map(({ metadata: { annotations } }) => [
        annotations['app.kubernetes.io/name'],
        annotations['gitops.kubesphere.io/lowering-digest'].slice(7, 19),
      ]),
    );
    application.metadata.annotations = { 'gitops.kubesphere.io/digests': JSON.stringify(digests) };
    application.spec.fluxApp.spec.config.helmRelease.deploy[0].interval = '1h';
    const digestsField = { 'f:metadata': { 'f:annotations': { 'f:gitops.kubesphere.io/digests': {} } } };
    const deployField = {
      'f:spec': { 'f:fluxApp': { 'f:spec': { 'f:config': { 'f:helmRelease': { 'f:deploy': {} } } } } },
    };
    const withFields = (managedFields: Any[]) => [
      { ...application, metadata: { ...application.metadata, managedFields } },
      ...releases,
    ];

    const [, altered] = await targetsOf(
      withFields([
        { manager: 'kustomize-controller', operation: 'Apply', fieldsV1: { ...digestsField, ...deployField } },
      ]),
    );
    expect(altered).toMatchObject({
      state: 'Ready',
      flags: ['altered'],
      altered: { fields: ['spec.interval'], by: [] },
    });

    const [, edited] = await targetsOf(
      withFields([
        { manager: 'kustomize-controller', operation: 'Apply', fieldsV1: digestsField },
        { manager: 'kubectl-edit', operation: 'Update', time: NOW, fieldsV1: deployField },
      ]),
    );
    expect(edited).toMatchObject({
      state: 'Reconciling',
      message: `the Application was edited by kubectl-edit at ${NOW} and not applied: spec.interval differs`,
    });
  });
});
