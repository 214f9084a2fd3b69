import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import type { PlannedFault } from '../../../harness/fake-api-server/fault';
import { lower } from '../../../src';
import { DELIVERIES, pathOf } from '../../../src/kubernetes';
import { helmApplication, onMember } from '../../application/applications';
import { kubeconfigOf } from '../../recorded/api-server';
import { fluxapp, folderOf } from '../run';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const TIME = '2026-11-26T10:00:00Z';
const WAVES = { waves: [['eu-1-web'], ['eu-2-web', 'us-1-web'], ['us-2-web']] };
const metadata = {
  uid: 'web',
  generation: 1,
  annotations: { 'gitops.kubesphere.io/rollout': JSON.stringify(WAVES) },
};
const stored = helmApplication(
  ['eu-1', 'eu-2', 'us-1', 'us-2'].map((name) => onMember(name, 'web')),
  { chart: { chart: 'podinfo', version: '6.9.0' }, metadata },
);

/** The releases. The first one has this condition; the others wait for the release in the wave before. */
function releases(status: 'True' | 'False', reason: string): Any[] {
  return (lower(stored).objects as Any[]).map((object, index) => {
    const [awaited] = object.spec.dependsOn ?? [];
    const condition = awaited
      ? {
          status: 'False',
          reason: 'DependencyNotReady',
          message: `dependency 'apps/${awaited.name}' is not ready according to readyExpr eval`,
        }
      : { status, reason, message: 'Helm upgrade failed for release web/web with chart podinfo@6.9.0: boom' };
    const ready = { type: 'Ready', ...condition, observedGeneration: 1, lastTransitionTime: TIME };
    const history = [{ status: 'deployed', chartVersion: '6.9.0', version: 1 }];
    return {
      ...object,
      metadata: { ...object.metadata, uid: `uid-${index}`, generation: 1 },
      status: { observedGeneration: 1, conditions: [ready], history },
    };
  });
}

interface Behaviour {
  readonly faults?: readonly PlannedFault[];
  /** The state of a release after Flux has reconciled it on request. */
  readonly reconciled?: (release: Any) => Any;
}

async function wait(objects: readonly Any[], args: readonly string[], { faults = [], reconciled }: Behaviour = {}) {
  const server = await FakeApiServer.start([stored, ...objects]);
  server.faults.push(...faults);
  if (reconciled) server.admission = reconciled;
  const { path } = folderOf({ kubeconfig: kubeconfigOf(server.url) });
  vi.stubEnv('KUBECONFIG', `${path}/kubeconfig`);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  const { code, stderr } = await fluxapp(['wait', 'podinfo', '-n', 'apps', '--timeout', '1s', ...args]);
  const asked = server.requests.filter((request) => request.startsWith('PATCH'));
  const annotation = async (name: string): Promise<Any> => {
    const answer = await fetch(`${server.url}${pathOf(DELIVERIES.HelmRelease, 'apps', name)}`);
    return ((await answer.json()) as Any).metadata.annotations['reconcile.fluxcd.io/requestedAt'];
  };
  return { code, asked: asked.sort(), stderr, annotation };
}

const patchOf = (cluster: string) =>
  `PATCH ${pathOf(DELIVERIES.HelmRelease, 'apps', `podinfo--${cluster}--web`)}?fieldManager=fluxapp`;

test('asks Flux, once, for the targets of each wave that may begin', async () => {
  const [{ status }] = releases('True', 'UpgradeSucceeded') as [Any];
  const { code, asked, annotation } = await wait(releases('True', 'UpgradeSucceeded'), ['--poke', '--timeout', '60s'], {
    reconciled: (release) => ({ ...release, status }),
  });
  expect({ code, asked }).toEqual({ code: 0, asked: ['eu-2', 'us-1', 'us-2'].map(patchOf) });
  expect(await annotation('podinfo--eu-2--web')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.]\d{3}Z$/);
  expect(await annotation('podinfo--eu-1--web')).toBeUndefined();
});

test('says once that it may not ask', async () => {
  const message =
    'helmreleases.helm.toolkit.fluxcd.io is forbidden: User "reader" cannot patch resource "helmreleases"';
  const fault = { kind: 'status', status: 403, message } as const;
  const faults = [{ on: 'patch', times: 9, fault }] as const;
  const { code, stderr } = await wait(releases('True', 'UpgradeSucceeded'), ['--poke', '--timeout', '5s'], { faults });
  const warnings = stderr.split('\n').filter((line) => line.startsWith('warning'));
  expect({ code, warnings }).toEqual({
    code: 2,
    warnings: [
      expect.stringMatching(/^warning: cannot ask Flux to begin waves at once: .*helmreleases.* is forbidden/),
    ],
  });
});

test.each([
  ['where the wave before has failed', releases('False', 'UpgradeFailed'), ['--poke'], 1],
  ['without --poke', releases('True', 'UpgradeSucceeded'), [], 2],
])('asks for nothing %s', async (_, objects, args, code) => {
  expect(await wait(objects, args)).toMatchObject({ code, asked: [] });
});
