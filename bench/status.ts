/**
 * The time of `fluxapp status`, of kubectl, and of a bare list in Node: `npm run bench:status`. It uses a real API
 * server with applications of ten targets each; each run is a process of its own, and the commands take turns.
 *
 * Argument: the number of applications (1000).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, fluxCrdFiles, installCrds, prepareBinaries, startClusters } from '../harness';
import { applicationOf, deliver, namespace, say } from '../harness/fleet/synthetic-fleet';
import { inTerminal } from '../harness/pseudo-terminal';
import { interleaved, machine, ratios, spread, timeProcess } from './timing';

const ROOT = join(__dirname, '..');
const CRD = join(ROOT, 'crds/gitops.kubesphere.io_applications.yaml');
const BINARY = join(ROOT, 'bin/fluxapp');
const APPLICATIONS = Number(process.argv[2] ?? 1000);
const TARGETS = 10;
const ROUNDS = 5;
/** The number of applications created concurrently. */
const AT_ONCE = 8;

/** A usual number of values, so that the releases have a realistic size. */
const VALUES = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, `value ${index}`]));

const LABEL = 'app.kubernetes.io/managed-by';

/** The least that a program in Node has to do to read all HelmReleases: read the list, and drop every object. */
const BARE_LIST = `
  const { KubeClient, pathOf, readList } = require(${JSON.stringify(join(ROOT, 'lib/src/kube'))});
  const { DELIVERIES } = require(${JSON.stringify(join(ROOT, 'lib/src/kubernetes'))});
  KubeClient.load().then(async (client) => {
    await readList(client, pathOf(DELIVERIES.HelmRelease), {}, () => undefined, () => {});
    await client.close();
  });
`;

type Command = readonly [file: string, ...args: string[]];

/** The compared commands: each mode of fluxapp, and its counterpart. */
const COMMANDS = (kubectl: string): Readonly<Record<string, Command>> => ({
  'kubectl get helmreleases -A': [kubectl, 'get', 'helmreleases', '-A'],
  'a bare list of HelmReleases in Node': [process.execPath, '-e', BARE_LIST],
  'fluxapp status -A': [process.execPath, BINARY, 'status', '-A'],
  'fluxapp status -A -o wide': [process.execPath, BINARY, 'status', '-A', '-o', 'wide'],
  'fluxapp status -A -o json': [process.execPath, BINARY, 'status', '-A', '-o', 'json'],
  'kubectl get helmreleases -n apps -l …': [kubectl, 'get', 'helmreleases', '-n', 'apps', '-l', `${LABEL}=app-0`],
  'fluxapp status app-0 -n apps': [process.execPath, BINARY, 'status', 'app-0', '-n', 'apps'],
  'fluxapp --help': [process.execPath, BINARY, '--help'],
});

async function main(): Promise<void> {
  const binaries = await prepareBinaries(['kubectl']);
  if (!binaries.available) throw new Error(binaries.reason);
  const running = await startClusters({ clusters: ['bench'] });
  try {
    const { host } = running;
    await installCrds(host, [...(await fluxCrdFiles()), CRD]);
    await namespace(host, 'apps');
    process.stderr.write(`making ${APPLICATIONS} applications, which takes minutes\n`);
    const names = Array.from({ length: APPLICATIONS }, (_, index) => `app-${index}`);
    const worker = async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) {
        await deliver(host, applicationOf('apps', name, TARGETS, VALUES));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    process.stderr.write('measuring\n');
    console.log(`${machine()}; ${APPLICATIONS} applications of ${TARGETS} targets, ${ROUNDS} rounds\n`);
    await compare(COMMANDS(binaries.paths.kubectl), host.kubeconfig);
    await following(host);
  } finally {
    await running.stop();
  }
}

async function compare(commands: Readonly<Record<string, Command>>, kubeconfig: string): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), 'bench-kubectl-'));
  try {
    const env = { PATH: process.env.PATH, KUBECONFIG: kubeconfig, KUBECACHEDIR: cache };
    const ways = Object.entries(commands).map(
      ([name, command]) => [name, () => timeProcess(command, { env })] as const,
    );
    const runs = await interleaved(ROUNDS, Object.fromEntries(ways));
    console.log('| command | s | peak RSS, MiB |\n|---|--:|--:|');
    for (const [name, results] of Object.entries(runs)) {
      const seconds = results.map(({ ms }) => ms / 1000);
      console.log(`| \`${name}\` | ${spread(seconds, 2)} | ${Math.max(...results.map(({ mib }) => mib)).toFixed(0)} |`);
    }
    const ms = (name: string) => (runs[name] ?? []).map((run) => run.ms);
    const all = ratios(ms('fluxapp status -A'), ms('kubectl get helmreleases -A'));
    const bare = ratios(ms('fluxapp status -A'), ms('a bare list of HelmReleases in Node'));
    const one = ratios(
      ms('fluxapp status app-0 -n apps').map((each) => each - 200),
      ms('kubectl get helmreleases -n apps -l …'),
    );
    console.log(`
fluxapp status -A : kubectl get helmreleases -A    ${spread(all, 2)}
fluxapp status -A : a bare list in Node            ${spread(bare, 2)}
fluxapp status app-0, less 0.2 s : kubectl get -l  ${spread(one, 2)}`);
  } finally {
    rmSync(cache, { recursive: true });
  }
}

const RELEASES = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases';
/** How long the display is observed without changes. */
const QUIET_S = 10;

/**
 * The costs of `status -w` on a terminal: until the first display, without changes, and until a change is displayed.
 */
async function following(host: Client): Promise<void> {
  const command = [process.execPath, BINARY, 'status', '-A', '-w'];
  const [file = '', ...args] = inTerminal(command, { columns: 120, rows: 40 });
  const start = performance.now();
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH, KUBECONFIG: host.kubeconfig, TERM: 'xterm-256color' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seen = (text: string) =>
    new Promise<number>((resolve) => {
      const look = (chunk: Buffer) => {
        if (!chunk.includes(text)) return;
        child.stdout.off('data', look);
        resolve((performance.now() - start) / 1000);
      };
      child.stdout.on('data', look);
    });
  try {
    const first = await seen('app-0 ');
    const pid = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    const before = cpuSeconds(pid);
    await sleep(QUIET_S * 1000);
    const quiet = ((cpuSeconds(pid) - before) / QUIET_S) * 100;
    const { items } = (await host.request('GET', `${RELEASES}?limit=1`)).body;
    const changed = (performance.now() - start) / 1000;
    const shown = seen(`${TARGETS - 1}/${TARGETS}`);
    await say(host, items[0], { ready: 'False', message: 'boom' });
    const later = (await shown) - changed;
    console.log(
      `\nfluxapp status -A -w: ${first.toFixed(1)} s to the first picture, ${quiet.toFixed(0)} % of a core while nothing changes, ${later.toFixed(1)} s from a change to its picture`,
    );
  } finally {
    child.kill('SIGINT');
    await once(child, 'close');
  }
}

function cpuSeconds(pid: string): number {
  const [, fields = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
  return (user + system) / 100;
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
