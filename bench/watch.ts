/**
 * The cost of watching: `npm run bench:watch`. It uses a real API server, applications whose releases have the status
 * that a load generator writes, and the watcher as its users run it, in a process of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, fluxCrdFiles, installCrds, startClusters, until } from '../harness';
import { applicationOf, deliver, MERGE, namespace, releasesOf, say } from '../harness/fleet/synthetic-fleet';
import { patchesSeen, readsSeen, untruths } from '../harness/fleet/truth';
import type { HelmRelease } from '../imports/helm.toolkit.fluxcd.io';
import { KubeClient, mapInParallel } from '../src/kube';
import { machine } from './timing';

const CRD = join(__dirname, '../crds/gitops.kubesphere.io_applications.yaml');
const BINARY = join(__dirname, '../bin/fluxapp');
/** The same flags as in the image. */
const FLAGS = ['--max-semi-space-size=2', '--optimize-for-size'];
const TARGETS = 10;
const GATHER_MS = 1000;
/**
 * The number of applications rolled out per second, each on all of its targets: two changes of the status of each
 * release.
 */
const ROLLOUTS_A_SECOND = 5;
const LOAD_SECONDS = 30;
/** The connections of the load generator, including its watches. */
const CONNECTIONS = 32;

interface Figures {
  readonly [name: string]: string | number;
}

async function measure(applications: number): Promise<Figures> {
  const running = await startClusters({ clusters: ['bench'] });
  try {
    const { host } = running;
    await installCrds(host, [...(await fluxCrdFiles()), CRD]);
    await namespace(host, 'apps');

    const empty = await start(host);
    await empty.synced();
    const emptyRss = empty.rss();
    await empty.stop();

    const names = Array.from({ length: applications }, (_, index) => `app-${index}`);
    progress(`making ${applications} applications of ${TARGETS} targets`);
    const releases = new Map<string, HelmRelease[]>();
    await each(
      names,
      async (name) => void releases.set(name, await deliver(host, applicationOf('apps', name, TARGETS, VALUES))),
    );

    progress('starting the watcher');
    const began = performance.now();
    const watcher = await start(host);
    const syncSeconds = await watcher.synced();
    await until('everything is written', () => watcher.written() >= applications, { timeoutMs: 300_000 });
    const firstSeconds = (performance.now() - began) / 1000;
    progress(`synced after ${syncSeconds.toFixed(1)} s, the first status of all after ${firstSeconds.toFixed(1)} s`);
    const syncedRss = watcher.rss();

    progress(`rolling out for ${LOAD_SECONDS} s`);
    const load = await underLoad(host, watcher, names, releases);
    const rss = watcher.rss();
    const left = Object.keys(await untruths(host)).length;
    progress(`changing ${ALTERED} releases by hand`);
    const reads = await readsOfAltered(host, names.slice(0, ALTERED));
    const comparingRss = watcher.rss();
    await watcher.stop();

    progress('starting the watcher again');
    const before = await patchesSeen(host);
    const again = await start(host);
    await again.synced();
    await again.stop(); // writes its gathered changes
    const after = await patchesSeen(host);
    progress('the same patches by themselves');
    const bareSeconds = await patchesAlone(host, names);
    return {
      'applications x targets': `${applications} x ${TARGETS}`,
      'time to sync, s': syncSeconds.toFixed(1),
      'first status of all, s': firstSeconds.toFixed(1),
      'its patches by themselves, ten at a time, s': bareSeconds.toFixed(1),
      'RSS without objects, MiB': mib(emptyRss),
      'RSS synced, over that, MiB': mib(syncedRss - emptyRss),
      'RSS after the load, over that, MiB': mib(rss - emptyRss),
      ...load,
      'statuses that are not true after the load': left,
      [`reads of single objects where ${ALTERED} releases differ from their Applications`]: reads,
      'RSS then, over that without objects, MiB': mib(comparingRss - emptyRss),
      'writes after a restart': after.status - before.status + (after.metadata - before.metadata),
    };
  } finally {
    await running.stop();
  }
}

/**
 * Patches the status and an annotation of each application that has none, like the first status, while nothing is
 * watched.
 *
 * @returns the seconds that the API server takes for that
 */
async function patchesAlone(host: Client, names: readonly string[]): Promise<number> {
  const path = (name: string) => `/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications/${name}`;
  const statuses = new Map<string, unknown>();
  await each(names, async (name) => {
    const { body } = await host.request('GET', path(name));
    statuses.set(name, body.status);
    await host.request('PATCH', `${path(name)}/status`, { status: null }, MERGE);
  });
  const began = performance.now();
  await mapInParallel(names, WATCHER_CONCURRENCY, async (name) => {
    await host.request('PATCH', `${path(name)}/status`, { status: statuses.get(name) }, MERGE);
    await host.request('PATCH', path(name), { metadata: { annotations: { bench: 'alone' } } }, MERGE);
  });
  return (performance.now() - began) / 1000;
}

/** The number of applications that the watcher reconciles concurrently. */
const WATCHER_CONCURRENCY = 10;

/** A usual number of values, so that an Application has a realistic size. */
const VALUES = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, `value ${index}`]));

/** The number of releases that another tool changes, each of another application. */
const ALTERED = 100;

/** Changes a field of a release of each application, and counts the reads of the watcher to compare them. */
async function readsOfAltered(host: Client, names: readonly string[]): Promise<number> {
  const before = await readsSeen(host);
  const paths = names.map((name) => {
    const [release] = releasesOf(applicationOf('apps', name, TARGETS, VALUES));
    return `/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases/${release?.metadata.name}`;
  });
  await each(paths, async (path) => {
    const { status } = await host.request('PATCH', path, { spec: { timeout: '7m' } }, MERGE);
    if (status !== 200) throw new Error(`${path}: ${status}`);
  });
  let last = 0;
  await until(
    'the watcher has read what differs',
    async () => {
      const seen = (await readsSeen(host)) - before;
      const isSettled = seen >= paths.length && seen === last;
      last = seen;
      return isSettled;
    },
    { timeoutMs: 120_000, intervalMs: 3_000 },
  );
  return last;
}

async function underLoad(
  host: Client,
  watcher: Watcher,
  names: readonly string[],
  releases: ReadonlyMap<string, readonly HelmRelease[]>,
): Promise<Figures> {
  const seen = await watchStatuses(host);
  const patches = await patchesSeen(host);
  const cpu = watcher.cpuSeconds();
  const start = performance.now();
  const latencies: number[] = [];
  const rollouts: Promise<void>[] = [];
  for (let index = 0; index < ROLLOUTS_A_SECOND * LOAD_SECONDS; index++) {
    const due = start + (index * 1000) / ROLLOUTS_A_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const name = names[index % names.length] as string;
    const version = `2.0.${Math.floor(index / names.length)}`;
    const rollout = async () => {
      const said = seen.of(name, version);
      const last = await rollOut(host, releases.get(name) ?? [], version);
      latencies.push(Math.max(0, (await said) - last - GATHER_MS));
    };
    rollouts.push(rollout());
  }
  await Promise.all(rollouts);
  const seconds = (performance.now() - start) / 1000;
  const now = await patchesSeen(host);
  seen.stop();
  const count = rollouts.length;
  const each = (total: number) => (total / count).toFixed(2);
  const statusWrites = now.status - patches.status;
  const metadataWrites = now.metadata - patches.metadata;
  return {
    'rollouts a second': (count / seconds).toFixed(1),
    'CPU under load, % of a core': (((watcher.cpuSeconds() - cpu) / seconds) * 100).toFixed(0),
    'last change to the patch that says so, beyond 1 s of gathering, p50, ms': percentile(latencies, 0.5),
    'the same, p99, ms': percentile(latencies, 0.99),
    'status patches per rollout': each(statusWrites),
    'metadata patches per rollout': each(metadataWrites),
    'two writes for every event, per rollout': 2 * 2 * TARGETS,
  };
}

/**
 * Rolls out a version to all releases until they are ready. @returns the time at which the API server had accepted the
 * last write
 */
async function rollOut(host: Client, releases: readonly HelmRelease[], version: string): Promise<number> {
  await Promise.all(releases.map((release) => say(host, release, { ready: 'Unknown', reason: 'Progressing' })));
  await Promise.all(releases.map((release) => say(host, release, { ready: 'True', version })));
  return performance.now();
}

/** The time at which an Application first reported that all its targets run a version. */
async function watchStatuses(host: Client) {
  const client = await KubeClient.load({ kubeconfig: host.kubeconfig });
  const stopping = new AbortController();
  const waiting = new Map<string, (at: number) => void>();
  const path = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications';
  const { metadata } = await client.request<{ metadata: { resourceVersion: string } }>('GET', path, {
    query: { limit: '1' },
  });
  const watch = async () => {
    for await (const { object } of client.watch(
      path,
      { resourceVersion: metadata.resourceVersion },
      { signal: stopping.signal },
    )) {
      const { summary, revision } = object.status ?? {};
      const key = `${object.metadata?.name} ${revision}`;
      if (summary !== `${TARGETS}/${TARGETS}`) continue;
      waiting.get(key)?.(performance.now());
      waiting.delete(key);
    }
  };
  const watched = watch().catch(() => {});
  return {
    of: (name: string, version: string) =>
      new Promise<number>((resolve) => void waiting.set(`${name} ${version}`, resolve)),
    stop: () => {
      stopping.abort();
      void watched.then(() => client.close());
    },
  };
}

/** The watcher's process. */
interface Watcher {
  /** The seconds from its start until it has read everything. */
  synced(): Promise<number>;
  /**
   * The number of applications whose status and metadata it has written, from its log: requests would disturb the API
   * server.
   */
  written(): number;
  rss(): number;
  cpuSeconds(): number;
  stop(): Promise<void>;
}

async function start(host: Client): Promise<Watcher> {
  const began = performance.now();
  const child = spawn(process.execPath, [...FLAGS, BINARY, 'watch', '-A'], {
    env: { PATH: process.env.PATH, KUBECONFIG: host.kubeconfig },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let text = '';
  let syncedAt: number | undefined;
  const written = new Set<string>();
  const kinds = new Set<string>();
  (child.stderr as NonNullable<ChildProcess['stderr']>).setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const { msg, kind, application } = JSON.parse(line);
      if (msg === 'status changed') written.add(application);
      if (msg === 'synced') kinds.add(kind);
      if (['Application', 'HelmRelease', 'Kustomization'].every((each) => kinds.has(each)))
        syncedAt ??= performance.now();
    }
  });
  const proc = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    synced: async () =>
      ((await until('the watcher has synced', () => syncedAt, { timeoutMs: 120_000 })) - began) / 1000,
    written: () => written.size,
    rss: () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(proc('status'))?.[1]) * 1024,
    cpuSeconds: () => {
      const [user = 0, system = 0] = proc('stat')
        .slice(proc('stat').lastIndexOf(')'))
        .split(' ')
        .slice(12, 14)
        .map(Number);
      return (user + system) / 100;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Processes all items, a limited number of them concurrently. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: CONNECTIONS / 4 }, worker));
}

function percentile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(0);
}

function mib(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}

async function main(): Promise<void> {
  const sizes = process.argv.slice(2).map(Number);
  const columns: Figures[] = [];
  for (const size of sizes.length > 0 ? sizes : [100, 1000]) columns.push(await measure(size));
  console.log(`${machine()}\n`);
  const names = Object.keys(columns[0] as Figures);
  console.log(`| | ${columns.map(() => '').join(' | ')} |\n|---|${columns.map(() => '--:|').join('')}`);
  for (const name of names) console.log(`| ${name} | ${columns.map((column) => column[name]).join(' | ')} |`);
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
