/**
 * What `fluxapp status` costs: `npm run bench:status`. A real API server with applications of ten targets each, and the
 * command as its users run it, in a process of its own.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, fluxCrdFiles, installCrds, startClusters } from '../harness';
import { applicationOf, deliver, namespace, say } from '../harness/fleet/synthetic-fleet';
import { inTerminal } from '../harness/pseudo-terminal';

const CRD = join(__dirname, '../crds/gitops.kubesphere.io_applications.yaml');
const BINARY = join(__dirname, '../bin/fluxapp');
const APPLICATIONS = Number(process.argv[2] ?? 1000);
const TARGETS = 10;
const RUNS = 5;
/** Applications made at the same time. */
const AT_ONCE = 8;

/** As much as is usual, so that a release is not smaller here than elsewhere. */
const VALUES = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, `value ${index}`]));

const COMMANDS = [
  ['--help'],
  ['status', '-A'],
  ['status', '-A', '-o', 'wide'],
  ['status', '-A', '-o', 'json'],
  ['status', 'app-0', '-n', 'apps'],
];

async function main(): Promise<void> {
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
    const [model] = cpus();
    console.log(`node ${process.version}, ${cpus().length} cores of ${model?.model}`);
    console.log(`${APPLICATIONS} applications of ${TARGETS} targets, ${RUNS} runs\n`);
    console.log('| command | median, s | least, s | most, s | peak RSS, MiB |\n|---|--:|--:|--:|--:|');
    for (const args of COMMANDS) {
      const runs = Array.from({ length: RUNS }, () => measure(args, host.kubeconfig)).sort(
        (a, b) => a.seconds - b.seconds,
      );
      const times = [runs[Math.floor(RUNS / 2)], runs[0], runs.at(-1)].map((run) => run?.seconds.toFixed(2));
      const rss = Math.max(...runs.map((run) => run.mib)).toFixed(0);
      console.log(`| \`fluxapp ${args.join(' ')}\` | ${times.join(' | ')} | ${rss} |`);
    }
    await following(host);
  } finally {
    await running.stop();
  }
}

/** One run, and the most memory that it took: /proc of a process that has ended is gone, so it says that itself. */
function measure(args: readonly string[], kubeconfig: string): { seconds: number; mib: number } {
  const tell = "process.on('exit', () => process.stderr.write('rss ' + process.resourceUsage().maxRSS + '\\n'))";
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, BINARY, ...args],
    { env: { PATH: process.env.PATH, KUBECONFIG: kubeconfig }, encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(stderr);
  return { seconds, mib: Number(/^rss (\d+)$/m.exec(stderr)?.[1]) / 1024 };
}

const RELEASES = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases';
/** How long the picture is left alone, to see what that takes. */
const QUIET_S = 10;

/** What `status -w` takes on a terminal: until its first picture, while nothing changes, and until a change is to be seen. */
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
