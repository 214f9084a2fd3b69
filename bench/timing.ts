/** Times processes to compare them. They take turns, so that changes of the machine's speed affect all of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { cpus, devNull } from 'node:os';

/** A run of a process. */
export interface Run {
  /** The duration in milliseconds. */
  readonly ms: number;
  /** Its peak memory in MiB, according to the last read of /proc; NaN without /proc. */
  readonly mib: number;
}

export interface RunOptions {
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** The working directory. @default - that of this process */
  readonly cwd?: string;
  /** A file for standard output. @default - it is dropped */
  readonly stdout?: string;
}

/** The interval at which memory is read. */
const LOOK_MS = 20;

/**
 * Runs a command to its end.
 *
 * @throws with its standard error if it fails
 */
export async function timeProcess(
  command: readonly [file: string, ...args: string[]],
  { env = process.env, cwd, stdout = devNull }: RunOptions = {},
): Promise<Run> {
  const [file, ...args] = command;
  const output = openSync(stdout, 'w');
  const start = performance.now();
  const child = spawn(file, args, { env, cwd, stdio: ['ignore', output, 'pipe'] });
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  let mib = Number.NaN;
  const look = setInterval(() => {
    mib = peakMib(child.pid) ?? mib;
  }, LOOK_MS);
  try {
    const [code] = await closed;
    const ms = performance.now() - start;
    if (code !== 0) throw new Error(`${command.join(' ')} failed (${code}): ${stderr}`);
    return { ms, mib };
  } finally {
    clearInterval(look);
    closeSync(output);
  }
}

function peakMib(pid: number | undefined): number | undefined {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined; // it has ended
  }
}

/** Runs each way once a round, in turns. @returns the results of each way, a round at each index */
export async function interleaved<Results extends Readonly<Record<string, unknown>>>(
  rounds: number,
  ways: { readonly [Way in keyof Results]: () => Results[Way] | Promise<Results[Way]> },
): Promise<{ [Way in keyof Results]: Results[Way][] }> {
  const names = Object.keys(ways) as (keyof Results & string)[];
  const results = Object.fromEntries(names.map((way) => [way, []])) as unknown as {
    [Way in keyof Results]: Results[Way][];
  };
  for (let round = 0; round < rounds; round++) {
    for (const way of names) results[way].push(await ways[way]());
  }
  return results;
}

export function median(numbers: readonly number[]): number {
  return sorted(numbers)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** The median and the range of numbers: `1.9 (1.8-2.2)`. */
export function spread(numbers: readonly number[], digits = 1): string {
  const order = sorted(numbers);
  const [least, most] = [order[0], order.at(-1)].map((number) => number?.toFixed(digits));
  return `${median(numbers).toFixed(digits)} (${least}-${most})`;
}

/** The ratio of the times of `ours` and `theirs`, for each round. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((ms, round) => ms / (theirs[round] ?? Number.NaN));
}

function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}

/** The machine on which the numbers were measured. */
export function machine(): string {
  return `Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model}`;
}
