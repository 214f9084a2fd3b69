import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Client, type CrdObject, installCrds, kubeconfig, until } from '../../harness';
import { describeWithClusters } from '../../harness/suite';
import { Churn } from '../kube/churn';
import { type Mirror, type MirrorOptions, startMirror } from '../kube/mirror';
import { grant, revoke } from './grant';

const fast = { minMs: 50, maxMs: 500 };
const widgets = { group: 'example.com', version: 'v1', plural: 'widgets', kind: 'Widget' };
const crd: CrdObject & Record<string, unknown> = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    names: { plural: 'widgets', kind: 'Widget' } as { plural: string },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      } as { name: string; served: boolean },
    ],
  } as CrdObject['spec'],
};
const widgetsPath = '/apis/example.com/v1/namespaces/default/widgets';
const flowcontrol = '/apis/flowcontrol.apiserver.k8s.io/v1';

/** A request of user `nobody` that stays open, because its body is incomplete. */
function sit({ url, ca, tokens }: Client, path: string): ClientRequest {
  const headers = {
    authorization: `Bearer ${tokens.nobody}`,
    'content-type': 'application/json',
    'content-length': 1000,
  };
  const sitting = request(url + path, { method: 'POST', ca, headers });
  sitting.on('error', () => {}); // it is aborted
  sitting.on('response', (response) => response.resume());
  sitting.write('{');
  return sitting;
}

describeWithClusters('access', { clusters: ['host'] }, (running) => {
  const namespace = 'access';
  let churn: Churn;
  let folder: string;
  let mirror: Mirror | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fluxapp-kube-'));
    churn = new Churn(running().host, namespace);
    await churn.start();
    await churn.run(20);
    return () => rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await mirror?.stop();
    mirror = undefined;
  });

  /** A kubeconfig for a user with this token. */
  const write = (token: string, more: { ca?: string } = {}) => {
    const file = join(folder, 'kubeconfig');
    writeFileSync(file, kubeconfig({ ...running().host.connection, ...more }, token));
    return file;
  };
  async function start(file: string, options: MirrorOptions = {}): Promise<Mirror> {
    mirror = await startMirror({ kubeconfig: file }, { namespace, backoff: fast, ...options });
    return mirror;
  }
  const states = () => mirror?.told.filter((told) => !/^[-+~]/.test(told));
  const expectClean = () => expect([mirror?.nonsense, mirror?.errors]).toEqual([[], []]);

  test('forbidden, then granted, then taken away, then granted again', async () => {
    const { host } = running();
    const started = await start(write(host.tokens.nobody), { watchSeconds: { min: 1, max: 1 } });
    await until('it is told', () => started.reflector.state.kind === 'unreadable');
    expect(started.reflector.state).toEqual({
      kind: 'unreadable',
      reason: 'Forbidden',
      message:
        'configmaps is forbidden: User "nobody" cannot list resource "configmaps" in API group "" in the namespace "access" (403): a Role or ClusterRole has to allow it',
    });
    await grant(host, 'granted', ['configmaps']);
    await started.matches(host, churn.path);
    await revoke(host, 'granted');
    await until('it is told again', () => started.reflector.state.kind === 'unreadable');
    await churn.run(14);
    await grant(host, 'granted', ['configmaps']);
    await started.matches(host, churn.path);
    await until('it is synced', () => started.reflector.state.kind === 'synced');
    expect(states()).toEqual(['unreadable Forbidden', 'synced', 'unreadable Forbidden', 'synced']);
    expectClean();
    await revoke(host, 'granted');
  });

  test('listing allowed, watching not: unreadable, and in step by its lists', async () => {
    const { host } = running();
    await grant(host, 'lists', ['configmaps'], ['list']);
    const started = await start(write(host.tokens.nobody));
    await until('it is told', () => started.reflector.state.kind === 'unreadable');
    await churn.run(7);
    await started.matches(host, churn.path);
    expect(states()).toEqual(['synced', 'unreadable Forbidden']);
    expectClean();
    await revoke(host, 'lists');
  });

  test('a CRD that comes late, leaves, and comes again', async () => {
    const { host } = running();
    const started = await start(host.kubeconfig, { resource: widgets, namespace: undefined });
    await until('it is told', () => started.reflector.state.kind === 'unreadable');
    expect(started.reflector.state).toMatchObject({
      reason: 'NotFound',
      message: 'the API server does not serve widgets.example.com v1 (404): is its CRD installed?',
    });
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one' } };
    for (const round of [1, 2]) {
      await installCrds(host, [crd]);
      await until('it is synced', () => started.reflector.state.kind === 'synced');
      await until('it is accepted', async () => (await host.request('POST', widgetsPath, widget)).status === 201);
      await started.matches(host, '/apis/example.com/v1/widgets');
      await host.request('DELETE', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com');
      await until('it is told', () => started.reflector.state.kind === 'unreadable');
      expect(started.told.filter((told) => told === '-default/one')).toHaveLength(round);
    }
    const once = ['unreadable NotFound', 'synced', 'unreadable NotFound'];
    expect(states()).toEqual([...once, ...once.slice(1)]);
    expectClean();
  });

  test('too many requests (429): waits as long as the server asks, tells nobody, and goes on', async () => {
    const { host } = running();
    await grant(host, 'reads', ['configmaps']);
    await grant(host, 'creates', ['configmaps'], ['create']);
    const started = await start(write(host.tokens.nobody), { watchSeconds: { min: 1, max: 1 } });
    await started.matches(host, churn.path);
    // A level with only the minimal single seat, no borrowing and no queue; and a request of the same user that
    // occupies that seat.
    const limited = { nominalConcurrencyShares: 0, lendablePercent: 0, borrowingLimitPercent: 0 };
    await host.request('POST', `${flowcontrol}/prioritylevelconfigurations`, {
      metadata: { name: 'nothing' },
      spec: { type: 'Limited', limited: { ...limited, limitResponse: { type: 'Reject' } } },
    });
    await host.request('POST', `${flowcontrol}/flowschemas`, {
      metadata: { name: 'nothing' },
      spec: {
        priorityLevelConfiguration: { name: 'nothing' },
        matchingPrecedence: 2,
        rules: [
          {
            subjects: [{ kind: 'User', user: { name: 'nobody' } }],
            resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'] }],
          },
        ],
      },
    });
    let sitting = sit(host, churn.path);
    await until(
      'the seat is taken',
      async () => {
        if ((await host.request('GET', churn.path, undefined, { token: host.tokens.nobody })).status === 429)
          return true;
        sitting.destroy(); // this request arrived before the limit was in force
        sitting = sit(host, churn.path);
        return false;
      },
      { intervalMs: 500 },
    );
    await until('it is turned away', () => started.retries.length > 0);
    const message = 'Too many requests, please try again later. (429 TooManyRequests)';
    expect(new Set(started.retries)).toEqual(new Set([message]));
    const refused = await until('a request is turned away, too', () =>
      started.client.request('GET', churn.path, { timeoutMs: 900 }).then(
        () => undefined,
        (error) => error,
      ),
    );
    expect(refused).toMatchObject({ status: 429, message, retryAfterMs: expect.any(Number) });
    expect(refused.retryAfterMs).toBeGreaterThanOrEqual(1000);
    await churn.run(14);
    sitting.destroy();
    await started.matches(host, churn.path);
    expect(states()).toEqual(['synced']);
    expectClean();
    await host.request('DELETE', `${flowcontrol}/flowschemas/nothing`);
    await host.request('DELETE', `${flowcontrol}/prioritylevelconfigurations/nothing`);
    await revoke(host, 'reads');
    await revoke(host, 'creates');
  });

  test('credentials that change on disk: a token refused, then a good one, at the next try', async () => {
    const { host } = running();
    const started = await start(write('no-such-token'));
    await until('it is told', () => started.reflector.state.kind === 'unreadable');
    expect(started.reflector.state).toEqual({
      kind: 'unreadable',
      reason: 'Unauthorized',
      message: `${host.url} does not accept the credentials of user "host" (401): log in again, or correct that user in the kubeconfig`,
    });
    write(host.tokens.admin);
    await started.matches(host, churn.path);
    expect(states()).toEqual(['unreadable Unauthorized', 'synced']);
  });

  test('a CA that does not fit, then the right one', async () => {
    const { host } = running();
    const wrong = readFileSync(join(__dirname, 'fixtures', 'other-ca.crt'), 'utf8');
    const started = await start(write(host.tokens.admin, { ca: wrong }));
    await until('it is noticed', () => started.retries.length > 1);
    expect(started.retries[0]).toMatch(
      /^https:\S+ cannot be trusted, or does not trust this client \([A-Z_]+\): check the certificates of context "host" in the kubeconfig$/,
    );
    expect(states()).toEqual([]);
    write(host.tokens.admin);
    await started.matches(host, churn.path);
    expect(states()).toEqual(['synced']);
  });

  test('5,000 objects, page by page', async () => {
    const { host } = running();
    const many = new Churn(host, 'many');
    await many.start();
    await many.fill(5000);
    const started = await start(host.kubeconfig, { namespace: 'many' });
    await many.run(50);
    await started.matches(host, many.path);
    expect(started.reflector.size).toBeGreaterThanOrEqual(5000);
    expectClean();
    await many.deleteAll();
    await started.matches(host, many.path);
    expectClean();
  }, 120_000);
});
