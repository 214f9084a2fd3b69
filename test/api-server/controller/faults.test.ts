import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { compact, kubeconfig, TcpProxy, until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, apply, MERGE, namespace } from '../../../harness/fleet/synthetic-fleet';
import { describeWithClusters } from '../../../harness/suite';
import type { LoweringControllerOptions } from '../../../src/controllers';
import { APPLICATION, DELIVERIES, LOWERED_KINDS, pathOf } from '../../../src/kubernetes';
import { LeaseLostError } from '../../../src/watch';
import { startController } from '../../controllers/application-lowering/controller-under-test';
import type { RunningWatcher } from '../../controllers/application-status/watcher-under-test';
import { fluxCrds } from '../flux-crds';
import { startFluxapp } from '../fluxapp-process';
import { untilRefused } from '../one-seat';
import { makeAdmin, renewAccount } from '../renewed-account';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const APPLICATIONS = pathOf(APPLICATION, 'apps');
const RELEASES = pathOf(DELIVERIES.HelmRelease, 'apps');
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/apps/leases/fluxapp-controller';
const BY = { 'gitops.kubesphere.io/lowered-by': 'controller' };
const NAMES = ['first', 'second', 'third'];
const TARGETS = 4;

/** The fields of a release that show whether it was changed or recreated. */
interface Seen {
  readonly uid: string;
  readonly generation: number;
  readonly round: number;
}

describeWithClusters('the controller, when the way to its API server fails', { clusters: ['host'] }, (running) => {
  let proxy: TcpProxy;
  let folder: string;
  let config: string;
  let controller: RunningWatcher;
  let round = 0;
  const started: RunningWatcher[] = [];

  beforeAll(async () => {
    const { host } = running();
    await installCrds(host, [...(await fluxCrds()), CRD]);
    await namespace(host, 'apps');
    folder = mkdtempSync(join(tmpdir(), 'fluxapp-faults-'));
    config = join(folder, 'kubeconfig');
    proxy = await TcpProxy.start(host.url);
    await edit();
  });
  afterAll(async () => {
    await proxy?.close();
    if (folder) rmSync(folder, { recursive: true });
  });
  // each fault affects a converged controller, through the proxy
  beforeEach(async () => {
    writeFileSync(config, through(running().host.tokens.admin));
    controller = start();
    await untilSynced();
    await untilLowered();
  });
  afterEach(async () => {
    proxy.delay(0);
    proxy.pass();
    for (const each of started.splice(0)) await each.stop().catch(() => {});
  });

  const through = (token: string) => kubeconfig({ ...running().host.connection, url: proxy.url }, token);
  const start = (options: LoweringControllerOptions = {}): RunningWatcher => {
    const rules = { trustedNamespaces: ['apps'] };
    const one = startController({ kubeconfig: config, gatherMs: 50, ...rules, ...options });
    started.push(one);
    return one;
  };
  /** Applies an Application like its author. */
  const put = (name: string, targets: number, value = round) => {
    const application = applicationOf('apps', name, targets, { round: value });
    return apply(running().host, { ...application, metadata: { ...application.metadata, annotations: BY } });
  };
  /** Changes every release of every Application. */
  const edit = async () => {
    round++;
    await Promise.all(NAMES.map((name) => put(name, TARGETS)));
  };
  const releases = async (): Promise<Readonly<Record<string, Seen>>> => {
    const { body } = await running().host.request('GET', RELEASES);
    const entries = body.items.map(({ metadata, spec }: { metadata: Seen & { name: string }; spec: never }) => {
      const { values } = spec as { values: { round: number } };
      return [metadata.name, { uid: metadata.uid, generation: metadata.generation, round: values.round }];
    });
    return Object.fromEntries(entries);
  };
  const untilSynced = () =>
    until('it has read every kind', () => {
      const synced = controller.log.flatMap(({ message, fields }) => (message === 'synced' ? [fields.kind] : []));
      return ['Application', 'Namespace', ...LOWERED_KINDS.map(({ kind }) => kind)].every((kind) =>
        synced.includes(kind),
      );
    });
  const untilLowered = () =>
    until(
      'all are lowered',
      async () => {
        // a restarted API server does not serve all kinds at once
        const all = Object.values(await releases().catch(() => ({}) as Record<string, Seen>));
        return all.length === NAMES.length * TARGETS && all.every((each) => each.round === round);
      },
      { timeoutMs: 40_000 },
    );

  /**
   * Expects that a new controller, which reads everything again, writes nothing in a pass over all Applications,
   * according to its metrics.
   */
  const writesNothing = async () => {
    const { host } = running();
    const again = start({ kubeconfig: host.kubeconfig, metricsAddress: '127.0.0.1:0' });
    const { fields } = await until('it listens', () => again.log.find(({ fields }) => fields.port !== undefined));
    const metrics = async () => (await fetch(`http://127.0.0.1:${fields.port}/metrics`)).text();
    const lowered = `fluxapp_lowered_applications{reason="Lowered"} ${NAMES.length}`;
    const text = await until('all are looked at', async () => {
      const now = await metrics();
      return now.split('\n').includes(lowered) ? now : undefined;
    });
    await again.stop();
    expect(text.match(/^fluxapp_lowering_writes_total\{.*$/gm)).toEqual([
      'fluxapp_lowering_writes_total{verb="apply"} 0',
      'fluxapp_lowering_writes_total{verb="delete"} 0',
    ]);
  };

  /**
   * Expects that every release has the content of the last round after at most one change of its spec per edit, that no
   * release was deleted or recreated, and that a controller started afterwards has nothing to write.
   */
  const recovers = async (before: Readonly<Record<string, Seen>>, edits = 1) => {
    await untilLowered();
    await controller.stop();
    await writesNothing();
    const now = await releases();
    const changes = Object.entries(now).map(([name, { generation }]) => generation - (before[name]?.generation ?? 0));
    expect(changes.filter((count) => count < 1 || count > edits)).toEqual([]);
    const uids = (all: Readonly<Record<string, Seen>>) => Object.entries(all).map(([name, { uid }]) => [name, uid]);
    expect(uids(now)).toEqual(uids(before));
    expect(controller.log.filter(({ message }) => message === 'deleted')).toEqual([]);
  };

  test('the API server is killed while it is written to, and started again', async () => {
    const { host } = running();
    const before = await releases();
    await edit();
    await host.apiServer.kill();
    await host.apiServer.restart();
    await recovers(before);
  });

  test('connections are cut again and again while it writes', async () => {
    const before = await releases();
    await edit();
    for (let cut = 0; cut < 8; cut++) {
      proxy.cut();
      await until('it connects again', () => proxy.open > 0);
    }
    await recovers(before);
  });

  test('410 by compaction: everything is listed again', async () => {
    const { host, etcdUrl } = running();
    const before = await releases();
    proxy.swallow();
    await edit();
    await compact(etcdUrl);
    await host.apiServer.restart(); // it loses its in-memory history
    proxy.pass();
    await recovers(before);
    const isExpired = (error = '') => /too old resource version|Expired|Gone/i.test(error);
    expect(controller.log.some(({ fields }) => isExpired(fields.error))).toBe(true);
  });

  test('a credential that changes on disk is used, when the old one is refused', async () => {
    const { host } = running();
    await controller.stop();
    const account = { namespace: 'apps', name: 'controller', file: config, url: proxy.url };
    await makeAdmin(host, account);
    await renewAccount(host, account);
    controller = start();
    await untilSynced();
    const before = await releases();
    await renewAccount(host, account);
    proxy.cut(); // a watch continues with the token with which it was opened
    await edit();
    await recovers(before);
  });

  test('429 with Retry-After: what is refused is applied when it may be, once', async () => {
    const { host } = running();
    await controller.stop();
    await grant([]);
    writeFileSync(config, through(host.tokens.nobody));
    controller = start();
    await untilSynced();
    const before = await releases();
    let edits = 0;
    await untilRefused(host, APPLICATIONS, async () => {
      edits++;
      await edit();
    });
    await recovers(before, edits);
  });

  test('a Lease that is lost ends it, and the next one goes on', async () => {
    const { host } = running();
    await controller.stop();
    const timing = { durationMs: 3_000, renewDeadlineMs: 2_000, retryMs: 300 };
    const leaderElection = { namespace: 'apps', timing };
    const before = await releases();
    const first = start({ leaderElection });
    await until('it leads', () => first.log.some(({ message }) => message === 'leading'));
    const renewTime = new Date().toISOString().replace('Z', '000Z');
    await host.request('PATCH', LEASE, { spec: { holderIdentity: 'somebody else', renewTime } }, MERGE);
    await expect(first.ended).rejects.toThrow(LeaseLostError);
    await edit();
    controller = start({
      leaderElection: { namespace: 'apps', timing: { ...timing, renewDeadlineMs: 10_000, durationMs: 15_000 } },
    });
    await recovers(before);
    expect(first.log.filter(({ message }) => message === 'deleted')).toEqual([]);
  });

  test('a CRD of Flux that is missing: nothing is decided until it is there', async () => {
    const { host } = running();
    const before = await releases();
    const name = 'kustomizations.kustomize.toolkit.fluxcd.io';
    const warned = () =>
      controller.log.some(({ message, fields }) => message === 'cannot be read' && fields.kind === 'Kustomization');
    await host.request('DELETE', `${CRDS}/${name}`);
    await until('it misses the kind', warned, { timeoutMs: 40_000 });
    await edit();
    await host.request('DELETE', `${APPLICATIONS}/third`);
    const late = start();
    await until('one that starts then misses it, too', () =>
      late.log.some(({ fields }) => fields.kind === 'Kustomization' && fields.reason === 'NotFound'),
    );
    expect(await releases()).toEqual(before);
    await late.stop();
    await installCrds(host, await fluxCrds());
    await until('the Application is gone', async () => {
      return (await host.request('GET', `${APPLICATIONS}/third`)).status === 404;
    });
    const others = Object.entries(before).filter(([release]) => !release.startsWith('third'));
    await until('its releases are gone', async () => Object.keys(await releases()).length === others.length);
    await put('third', TARGETS);
    await untilLowered();
    await controller.stop();
    const now = await releases();
    for (const [release, { uid, generation }] of others) {
      expect(now[release]).toEqual({ uid, generation: generation + 1, round });
    }
  });

  /** Grants user `nobody` the permissions of the controller, without these kinds. */
  const grant = async (without: readonly string[], verbs = ['get', 'list', 'watch', 'create', 'patch', 'delete']) => {
    const { host } = running();
    const all = { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'] };
    const kinds = ['applications', 'applications/status', 'helmreleases', 'kustomizations', 'configmaps', 'namespaces'];
    const others = ['helmcharts', 'events', 'customresourcedefinitions'];
    const granted = [...kinds, ...others].filter((kind) => !without.includes(kind));
    const rules = [
      { ...all, resources: granted },
      ...(without.length > 0 && verbs.length < all.verbs.length ? [{ ...all, resources: without, verbs }] : []),
    ];
    const metadata = { name: 'controller-nobody' };
    const { status } = await host.request('POST', `${RBAC}/clusterroles`, { metadata, rules });
    if (status === 409) await host.request('PATCH', `${RBAC}/clusterroles/${metadata.name}`, { rules }, MERGE);
    await host.request('POST', `${RBAC}/clusterrolebindings`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
      subjects: [{ kind: 'User', name: 'nobody' }],
    });
  };

  test('no rights to read one kind: nothing is decided until they are granted', async () => {
    const { host } = running();
    await controller.stop();
    await grant(['helmcharts']);
    writeFileSync(config, through(host.tokens.nobody));
    const before = await releases();
    controller = start();
    await until('it says so', () =>
      controller.log.some(({ fields }) => fields.kind === 'HelmChart' && fields.reason === 'Forbidden'),
    );
    await edit();
    expect(await releases()).toEqual(before);
    await grant([]);
    await recovers(before);
  });

  test('no rights to write one kind: the condition says what is missing, and what is there stays', async () => {
    const { host } = running();
    await controller.stop();
    await grant(['helmreleases'], ['get', 'list', 'watch']);
    writeFileSync(config, through(host.tokens.nobody));
    const before = await releases();
    controller = start();
    await edit();
    const said = async () => {
      const { body } = await host.request('GET', `${APPLICATIONS}/first`);
      return body.status.conditions.find(({ type }: { type: string }) => type === 'Lowered');
    };
    const condition = await until('it says so', async () => {
      const now = await said();
      return now.reason === 'ApplyFailed' ? now : undefined;
    });
    expect(condition.message).toMatch(
      /^HelmRelease apps\/first--host--first: .*cannot patch resource "helmreleases".*: grant the controller the permissions that fluxapp install prints \(and 3 more\)$/,
    );
    expect(await releases()).toEqual(before);
    await grant([]);
    await edit();
    await recovers(before, 2); // rejected changes may be applied before the second edit
  });

  test('killed while it applies, and while it removes: the next one completes both', async () => {
    const { host } = running();
    await controller.stop();
    const before = await releases();
    const many = 40;
    const own = async () => Object.entries(await releases()).filter(([name]) => name.startsWith('many--'));
    const path = `${APPLICATIONS}/many`;
    /** Kills a controller in a separate process when some of the objects, but not all, are in the desired state. */
    const killed = async (count: () => Promise<number>) => {
      const args = ['controller', '-A', '--trusted-namespace', 'apps', '--kubeconfig', config];
      const process = await startFluxapp(host, args);
      await until(
        'it is in the middle of it',
        async () => {
          const now = await count();
          return now > 0 && now < many;
        },
        { timeoutMs: 60_000, intervalMs: 10 },
      );
      process.kill('SIGKILL');
      await process.exit;
      const done = await count();
      expect(done > 0 && done < many, `${done} of ${many}`).toBe(true);
    };
    await put('many', many, 1);
    proxy.delay(150);
    await killed(async () => (await own()).length);
    proxy.delay(0);
    const next = start();
    await until('all are made', async () => (await own()).length === many);
    await next.stop();
    expect((await own()).map(([, { generation }]) => generation)).toEqual(Array(many).fill(1));

    await host.request('DELETE', path);
    const { metadata } = (await host.request('GET', path)).body;
    const confirm = { 'gitops.kubesphere.io/confirm-removal': String(metadata.generation) };
    await host.request('PATCH', path, { metadata: { annotations: confirm } }, MERGE);
    proxy.delay(20);
    await killed(async () => many - (await own()).length);
    proxy.delay(0);
    start();
    await until('the Application is gone', async () => (await host.request('GET', path)).status === 404);
    expect(await releases()).toEqual(before);
  });
});
