/**
 * What `fluxapp status` costs: `npm run bench:status`. A real API server with applications of ten targets each, and the
 * command as its users run it, in a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { applicationOf, deliver, namespace } from '../test/api-server/watch/synthetic-fleet';
import { fluxCrdFiles, installCrds, startClusters } from '../test/cluster';

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
    const names = Array.from({ length: APPLICATIONS }, (_, index) => `app-${index}`);
    const worker = async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) {
        await deliver(host, applicationOf('apps', name, TARGETS, VALUES));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
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

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
