/**
 * The time and memory of `fluxapp apply` and of `kubectl apply --server-side` for the same objects, on a real API
 * server: `npm run bench:apply`. Each run is a process of its own, in a namespace of its own: first all objects are
 * new, then the values of all change.
 *
 * Arguments: the number of objects (1000), and of rounds (5).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fluxCrdFiles, installCrds, prepareBinaries, startClusters } from '../harness';
import { applicationOf } from '../harness/fleet/synthetic-fleet';
import { lower } from '../src/application';
import { printYamlDocuments } from '../src/yaml';
import { interleaved, machine, type Run, ratios, spread, timeProcess } from './timing';

const BINARY = join(__dirname, '../bin/fluxapp');
const OBJECTS = Number(process.argv[2] ?? 1000);
const TARGETS = 10;
const ROUNDS = Number(process.argv[3] ?? 5);

/** Enough values for an object of 1.5 kB. */
const VALUES = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`key${index}`, `value ${index}`]));

/** A namespace and the HelmReleases in it. */
function documents(namespace: string, version: number): string {
  const applications = Array.from({ length: OBJECTS / TARGETS }, (_, index) =>
    applicationOf(namespace, `app-${index}`, TARGETS, { ...VALUES, version }),
  );
  const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  return printYamlDocuments([made, ...applications.flatMap((application) => lower(application).objects)]);
}

interface Applied {
  readonly created: Run;
  readonly changed: Run;
}

async function main(): Promise<void> {
  const binaries = await prepareBinaries(['kubectl']);
  if (!binaries.available) throw new Error(binaries.reason);
  const running = await startClusters({ clusters: ['bench'] });
  const folder = mkdtempSync(join(tmpdir(), 'bench-apply-'));
  try {
    await installCrds(running.host, await fluxCrdFiles());
    const env = { PATH: process.env.PATH, KUBECONFIG: running.host.kubeconfig, KUBECACHEDIR: join(folder, 'cache') };
    const { kubectl } = binaries.paths;
    const fluxapp = [process.execPath, BINARY] as const;
    let namespaces = 0;
    /** Applies two versions of the objects of a new namespace. */
    const twice = async (command: (file: string) => readonly [string, ...string[]]): Promise<Applied> => {
      const namespace = `apps-${namespaces++}`;
      const runs: Run[] = [];
      for (const version of [1, 2]) {
        const file = join(folder, `${namespace}-${version}.yaml`);
        writeFileSync(file, documents(namespace, version));
        runs.push(await timeProcess(command(file), { env }));
        // fails if anything is left to change
        await timeProcess([...fluxapp, 'plan', '-f', file, '--server', '--detailed-exitcode'], { env });
      }
      return { created: runs[0] as Run, changed: runs[1] as Run };
    };
    const results = await interleaved(ROUNDS, {
      'fluxapp apply': () => twice((file) => [...fluxapp, 'apply', '-f', file, '--yes']),
      'kubectl apply --server-side': () =>
        twice((file) => [kubectl, 'apply', '--server-side', '--field-manager=fluxapp', '-f', file]),
    });
    console.log(`${machine()}; ${OBJECTS} HelmReleases, ${ROUNDS} rounds; afterwards a plan has no changes\n`);
    console.log('| | all are new, s | all change, s | peak RSS, MiB |\n|---|--:|--:|--:|');
    for (const [name, runs] of Object.entries(results)) {
      const seconds = (kind: keyof Applied) =>
        spread(
          runs.map((run) => run[kind].ms / 1000),
          2,
        );
      const mib = Math.max(...runs.flatMap(({ created, changed }) => [created.mib, changed.mib]));
      console.log(`| ${name} | ${seconds('created')} | ${seconds('changed')} | ${mib.toFixed(0)} |`);
    }
    for (const kind of ['created', 'changed'] as const) {
      const ms = (name: keyof typeof results) => results[name].map((run) => run[kind].ms);
      console.log(
        `\n${kind}: fluxapp : kubectl  ${spread(ratios(ms('fluxapp apply'), ms('kubectl apply --server-side')), 2)}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
    await running.stop();
  }
}

void main();
