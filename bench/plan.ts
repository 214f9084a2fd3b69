/**
 * The time and memory of `fluxapp plan`: `npm run bench:plan`. It compares two folders, of objects as lowering creates
 * them, and of objects that need a reader of the whole YAML language; and on a real API server, it compares with
 * `kubectl diff`. Each run is a process of its own.
 *
 * Argument: the number of objects in the folders (10000).
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fluxCrdFiles, installCrds, prepareBinaries, startClusters } from '../harness';
import { applicationOf } from '../harness/fleet/synthetic-fleet';
import { lower } from '../src/application';
import { printYamlDocuments } from '../src/yaml';
import { interleaved, machine, type Run, ratios, spread, timeProcess } from './timing';

const BINARY = join(__dirname, '../bin/fluxapp');
const OBJECTS = Number(process.argv[2] ?? 10_000);
const TARGETS = 10;
const ROUNDS = 5;
/** The number of changed objects in the cases with few changes. */
const FEW = 100;

/** Enough values for an object of 1.5 kB. */
const VALUES = Object.fromEntries(Array.from({ length: 38 }, (_, index) => [`key${index}`, `value ${index}`]));

/** The documents of a side. @param changed the number of documents with different values */
function documents(changed: number): string[] {
  let left = changed;
  return Array.from({ length: OBJECTS / TARGETS }, (_, index) => {
    const { objects } = lower(applicationOf('apps', `app-${index}`, TARGETS, VALUES));
    return objects.map((object) => printYamlDocuments([left-- > 0 ? withOtherValue(object) : object]));
  }).flat();
}

function withOtherValue(object: object): object {
  const { spec } = object as { spec: { values: object } };
  return { ...object, spec: { ...spec, values: { ...spec.values, key1: 'another value' } } };
}

/** Adds a tag: the meaning is the same, but only a reader of the whole YAML language supports it. */
function wholeLanguage(document: string): string {
  return document.replace(/^ {2}interval: (.*)$/m, '  interval: !!str $1');
}

/** Compares two folders. */
async function offline(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-plan-'));
  try {
    const write = (name: string, texts: readonly string[]): string => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'all.yaml'), texts.join('---\n'));
      return join(folder, name);
    };
    const [before, few, all] = [0, FEW, OBJECTS].map(documents) as [string[], string[], string[]];
    const base = write('base', before);
    const bytes = statSync(join(base, 'all.yaml')).size / OBJECTS;
    const foreign = write('foreign', before.map(wholeLanguage));
    const plan = (now: string, then: string) => () =>
      timeProcess([process.execPath, BINARY, 'plan', '-f', now, '--base', then, '-o', 'json']);
    const runs = await interleaved(ROUNDS, {
      [`${FEW} changed`]: plan(write('few', few), base),
      'all changed': plan(write('all', all), base),
      [`${FEW} changed, tagged`]: plan(write('foreign-few', few.map(wholeLanguage)), foreign),
      'all changed, tagged': plan(write('foreign-all', all.map(wholeLanguage)), foreign),
    });
    console.log(`${machine()}; ${OBJECTS} objects of ${bytes.toFixed(0)} bytes, ${ROUNDS} rounds\n`);
    table('`fluxapp plan` of two folders', runs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Objects of the plan against a cluster: 104 applications of ten targets, and their namespace. */
const ON_CLUSTER = 1041;

/** Plans against a real API server that has the objects, and runs `kubectl diff` of the same files. */
async function onCluster(): Promise<void> {
  const binaries = await prepareBinaries(['kubectl']);
  if (!binaries.available) throw new Error(binaries.reason);
  const running = await startClusters({ clusters: ['bench'] });
  const folder = mkdtempSync(join(tmpdir(), 'bench-plan-'));
  try {
    await installCrds(running.host, await fluxCrdFiles());
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: apps\n';
    const file = join(folder, 'all.yaml');
    writeFileSync(file, [namespace, ...documents(0).slice(0, ON_CLUSTER - 1)].join('---\n'));
    const env = { PATH: process.env.PATH, KUBECONFIG: running.host.kubeconfig, KUBECACHEDIR: join(folder, 'cache') };
    const { kubectl } = binaries.paths;
    const applied = await timeProcess([kubectl, 'apply', '--server-side', '--field-manager=fluxapp', '-f', file], {
      env,
    });
    process.stderr.write(`applied in ${(applied.ms / 1000).toFixed(1)} s\n`);
    const plan = (level: string) => () =>
      timeProcess([process.execPath, BINARY, 'plan', '-f', file, level, '-o', 'json'], { env });
    const names = {
      server: 'fluxapp plan --server',
      readOnly: 'fluxapp plan --read-only',
      diff: 'kubectl diff --server-side',
    };
    const runs = await interleaved(ROUNDS, {
      [names.server]: plan('--server'),
      [names.readOnly]: plan('--read-only'),
      [names.diff]: () =>
        timeProcess([kubectl, 'diff', '--server-side', '--field-manager=fluxapp', '-f', file], { env }),
    });
    console.log(`\n${ON_CLUSTER} objects that are in the cluster as they are in the code\n`);
    table('against a real API server', runs);
    const ms = (name: string) => (runs[name] ?? []).map((run) => run.ms);
    console.log(`\nfluxapp plan --server : kubectl diff  ${spread(ratios(ms(names.server), ms(names.diff)), 2)}`);
  } finally {
    rmSync(folder, { recursive: true });
    await running.stop();
  }
}

function table(what: string, runs: Readonly<Record<string, readonly Run[]>>): void {
  console.log(`| ${what} | s | peak RSS, MiB |\n|---|--:|--:|`);
  for (const [name, results] of Object.entries(runs)) {
    const seconds = results.map(({ ms }) => ms / 1000);
    console.log(`| ${name} | ${spread(seconds, 2)} | ${Math.max(...results.map(({ mib }) => mib)).toFixed(0)} |`);
  }
}

async function main(): Promise<void> {
  await offline();
  await onCluster();
}

void main();
