import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { lower } from '../../src';
import { DELIVERIES, pathOf } from '../../src/kubernetes';
import { helmApplication, onMember } from '../application/applications';
import { kubeconfigOf } from '../recorded/api-server';
import { fluxapp, folderOf } from './run';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const ROLLOUT = 'gitops.kubesphere.io/rollout';
const APPROVED = 'gitops.kubesphere.io/approved';
const WAVES = { waves: [['eu-1-web'], ['eu-2-web', 'us-1-web']], approve: [2] };

function objects(rollout: object | undefined): Any[] {
  const deploy = ['eu-1', 'eu-2', 'us-1'].map((name) => onMember(name, 'web'));
  const metadata = rollout && { annotations: { [ROLLOUT]: JSON.stringify(rollout) } };
  const application = helmApplication(deploy, { chart: { chart: 'podinfo', version: '6.9.0' }, metadata });
  return lower(application, { withApplication: true }).objects as Any[];
}

async function start(all: readonly Any[]): Promise<FakeApiServer> {
  const stored = all.map((object, index) => ({ ...object, metadata: { ...object.metadata, uid: `uid-${index}` } }));
  const server = await FakeApiServer.start(stored);
  const { path } = folderOf({ kubeconfig: kubeconfigOf(server.url) });
  vi.stubEnv('KUBECONFIG', `${path}/kubeconfig`);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  return server;
}

const approve = (...args: string[]) => fluxapp(['approve', 'podinfo', '-n', 'apps', ...args]);
const stored = async (server: FakeApiServer, name: string): Promise<Any> =>
  (await fetch(`${server.url}${pathOf(DELIVERIES.HelmRelease, 'apps', name)}`)).json();

test('approves what the targets of a wave are to get', async () => {
  const all = objects(WAVES);
  const server = await start(all);
  const revision = all[2].metadata.labels[ROLLOUT];
  expect(await approve('--wave', '2')).toEqual({
    code: 0,
    stdout: `apps/podinfo eu-2-web: approved ${revision}\napps/podinfo us-1-web: approved ${revision}\n`,
    stderr: '',
  });
  expect((await stored(server, 'podinfo--eu-2--web')).metadata.annotations[APPROVED]).toBe(revision);
  expect((await stored(server, 'podinfo--eu-1--web')).metadata.annotations).not.toHaveProperty([APPROVED]);
  expect(
    server.requests.filter((request) => request.startsWith('PATCH') && !request.includes('fieldManager=fluxapp')),
  ).toEqual([]);
  expect(await approve('--wave', '2')).toEqual({
    code: 0,
    stdout: `apps/podinfo eu-2-web: ${revision} is already approved\napps/podinfo us-1-web: ${revision} is already approved\n`,
    stderr: '',
  });
});

test('says what it would approve', async () => {
  const server = await start(objects(WAVES));
  const { code, stdout } = await approve('--wave', '2', '--dry-run');
  expect({ code, stdout: stdout.replaceAll(/[0-9a-f]{12}/g, 'REVISION') }).toEqual({
    code: 0,
    stdout: 'apps/podinfo eu-2-web: would approve REVISION\napps/podinfo us-1-web: would approve REVISION\n',
  });
  expect(
    server.requests.filter((request) => request.startsWith('PATCH')).every((each) => each.includes('dryRun=All')),
  ).toBe(true);
});

test('goes on where a target has not been applied, or not with its waves', async () => {
  const [application, one, two, three] = objects(WAVES);
  const [, , plain] = objects(undefined);
  await start([application, one, plain]);
  expect(await approve('--wave', '2')).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      'error: apps/podinfo eu-2-web: HelmRelease podinfo--eu-2--web does not wait for a wave: apply it with its waves',
      'error: apps/podinfo us-1-web: HelmRelease podinfo--us-1--web does not exist: it has not been applied',
      '',
    ].join('\n'),
  });
  expect([two, three].every((object) => object.metadata.labels[ROLLOUT] !== undefined)).toBe(true);
});

test.each<[string, object | undefined, string, string]>([
  ['no waves', undefined, '2', 'Application apps/podinfo has no waves'],
  [
    'a wave that waits for nobody',
    WAVES,
    '1',
    'Application apps/podinfo needs no approval before wave 1: it does before wave 2',
  ],
  [
    'no wave that does',
    { waves: WAVES.waves },
    '2',
    'Application apps/podinfo needs no approval before wave 2: none does',
  ],
  ['no number', WAVES, 'two', '--wave: "two" is not the number of a wave'],
])('refuses %s', async (_, rollout, wave, message) => {
  await start(objects(rollout));
  expect(await approve('--wave', wave)).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` });
});
