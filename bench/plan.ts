/**
 * How long `fluxapp plan` takes for two folders, and how much memory: `npm run bench:plan`. The objects are as lowering makes
 * them, and as the whole language of YAML is needed to read them; each run is a process of its own.
 *
 * Argument: how many objects (10000).
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applicationOf } from '../harness/fleet/synthetic-fleet';
import { lower } from '../src/application';
import { printYamlDocuments } from '../src/yaml';
import { interleaved, machine, spread, timeProcess } from './timing';

const BINARY = join(__dirname, '../bin/fluxapp');
const OBJECTS = Number(process.argv[2] ?? 10_000);
const TARGETS = 10;
const ROUNDS = 5;
/** Objects that change where few do. */
const FEW = 100;

/** So many that an object has 1.5 kB. */
const VALUES = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`key${index}`, `value ${index}`]));

/** The documents of a side. @param changed of so many the values differ */
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

/** The same to every reader of YAML, but not in the style of programs. */
function byHand(document: string): string {
  return document.replace(/^ {2}interval: .*$/m, '$& # often enough');
}

async function main(): Promise<void> {
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
    const foreign = write('foreign', before.map(byHand));
    const plan = (now: string, then: string) => () =>
      timeProcess([process.execPath, BINARY, 'plan', '-f', now, '--base', then, '-o', 'json']);
    const runs = await interleaved(ROUNDS, {
      [`${FEW} changed`]: plan(write('few', few), base),
      'all changed': plan(write('all', all), base),
      [`${FEW} changed, written by hand`]: plan(write('foreign-few', few.map(byHand)), foreign),
      'all changed, written by hand': plan(write('foreign-all', all.map(byHand)), foreign),
    });
    console.log(`${machine()}; ${OBJECTS} objects of ${bytes.toFixed(0)} bytes, ${ROUNDS} rounds\n`);
    console.log('| `fluxapp plan` of two folders | s | peak RSS, MiB |\n|---|--:|--:|');
    for (const [name, results] of Object.entries(runs)) {
      const seconds = results.map(({ ms }) => ms / 1000);
      console.log(`| ${name} | ${spread(seconds, 2)} | ${Math.max(...results.map(({ mib }) => mib)).toFixed(0)} |`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
