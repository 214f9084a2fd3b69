/**
 * The cost of lowering in the cluster: `npm run bench:controller`. It uses a real API server without Flux, and the
 * controller as its users run it, in a process of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, fluxCrdFiles, installCrds, startClusters, until } from '../harness';
import { applicationOf, namespace } from '../harness/fleet/synthetic-fleet';
import { mapInParallel } from '../src/kube';
import { machine } from './timing';

const CRD = join(__dirname, '../crds/gitops.kubesphere.io_applications.yaml');
const BINARY = join(__dirname, '../bin/fluxapp');
/** The same flags as in the image. */
const FLAGS = ['--max-semi-space-size=2', '--optimize-for-size'];
const TARGETS = 10;
const LONG = { timeoutMs: 600_000 };
const VALUES = { image: { tag: '1.0.0' }, replicaCount: 2, resources: { limits: { memory: '128Mi' } } };

interface Figures {
  readonly [name: string]: string | number;
}

async function measure(applications: number): Promise<Figures> {
  const { host, stop } = await startClusters({ clusters: ['bench'] });
  try {
    await installCrds(host, [...(await fluxCrdFiles()), CRD]);
    await namespace(host, 'apps');
    progress(`making ${applications} applications of ${TARGETS} targets`);
    const names = Array.from({ length: applications }, (_, index) => `app-${index}`);
    await mapInParallel(names, 16, async (name) => {
      const application = applicationOf('apps', name, TARGETS, VALUES);
      const annotations = { 'gitops.kubesphere.io/lowered-by': 'controller' };
      const body = { ...application, metadata: { ...application.metadata, annotations } };
      await host.request('POST', '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications', body);
    });
    progress('lowering them');
    const began = performance.now();
    const first = await start(host);
    await until('all are lowered', async () => (await first.lowered()) === applications, LONG);
    const seconds = (performance.now() - began) / 1000;
    const writes = await first.writes();
    const rss = first.rss();
    await first.stop();
    progress('starting it again');
    const again = performance.now();
    const second = await start(host);
    await until('all are looked at', async () => (await second.lowered()) === applications, LONG);
    const againSeconds = (performance.now() - again) / 1000;
    const figures = {
      'applications x targets': `${applications} x ${TARGETS}`,
      'all lowered after, s': seconds.toFixed(1),
      'objects applied': writes.applied,
      'other writes: finalizers, conditions, Events': writes.all - writes.applied,
      'RSS then, MiB': mib(rss),
      'after a restart: all looked at after, s': againSeconds.toFixed(1),
      'RSS then, after the restart, MiB': mib(second.rss()),
      'writes after the restart': (await second.writes()).all,
    };
    await second.stop();
    return figures;
  } finally {
    await stop();
  }
}

/** A running controller. */
interface Running {
  /** The number of applications that are lowered according to the controller. */
  lowered(): Promise<number>;
  /** The number of writing requests, and of applied objects. */
  writes(): Promise<{ readonly all: number; readonly applied: number }>;
  /** Bytes. */
  rss(): number;
  stop(): Promise<void>;
}

async function start(host: Client): Promise<Running> {
  const args = ['controller', '-A', '--trusted-namespace', 'apps', '--metrics-address', '127.0.0.1:0'];
  const child: ChildProcess = spawn(process.execPath, [...FLAGS, BINARY, ...args, '--kubeconfig', host.kubeconfig], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr?.on('data', (data) => {
    if (!/"port":/.test(log)) log += data;
  });
  const port = await until('it serves metrics', async () => /"port":(\d+)/.exec(log)?.[1], LONG);
  const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const sum = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].reduce((all, [, value]) => all + Number(value), 0);
  return {
    lowered: async () => sum(await metrics(), /^fluxapp_lowered_applications\{reason="Lowered"\} (\d+)/gm),
    writes: async () => {
      const text = await metrics();
      return {
        all: sum(text, /^rest_client_requests_total\{[^}]*method="(?:POST|PUT|PATCH|DELETE)"[^}]*\} (\d+)/gm),
        applied: sum(text, /^fluxapp_lowering_writes_total\{verb="apply"\} (\d+)/gm),
      };
    },
    rss: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
const progress = (text: string) => process.stderr.write(`${text}\n`);

async function main(sizes: readonly number[]): Promise<void> {
  process.stdout.write(`${machine()}\n`);
  for (const applications of sizes.length > 0 ? sizes : [1000]) {
    for (const [name, value] of Object.entries(await measure(applications)))
      process.stdout.write(`${name}: ${value}\n`);
  }
}

main(process.argv.slice(2).map(Number)).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
