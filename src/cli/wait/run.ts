import { writeFile } from 'node:fs/promises';
import type { ApplicationView, ClusterOptions } from '../../observe';
import { ClusterReader } from '../../observe';
import { systemMessage } from '../input';
import { Poker } from '../poke';
import type { Io } from '../shell';
import {
  ExitCode,
  expectedError,
  interruptionOf,
  paint,
  printError,
  reportFailure,
  untilSignal,
  Waker,
} from '../shell';
import { printable } from '../shell/terminal';
import type { DependencyLookup } from './dependency';
import { junitReport, type Suite } from './junit';
import { progressOn } from './progress';
import { type Goal, judge, type Troubles, type Verdict } from './verdict';

export interface WaitOptions extends ClusterOptions {
  readonly revision?: string;
  readonly includeSuspended?: boolean;
  /** Whether Flux is asked to begin a wave as soon as the one before is ready. */
  readonly poke?: boolean;
  /** In milliseconds, as is the next one. */
  readonly timeout: number;
  readonly failureGrace: number;
  /** The file that a JUnit report is written to. */
  readonly report?: string;
}

/** Changes are judged together that come within so many milliseconds. */
const GATHER_MS = 50;

/** What is known of an application that is waited for. */
interface Waited {
  readonly verdict: Verdict;
  readonly generation?: number;
}

/**
 * `fluxapp wait`.
 *
 * @returns Ok: all are ready; Error: one has failed, or something went wrong; TimedOut; or that of a signal
 */
export async function runWait(names: readonly string[], options: WaitOptions, io: Io): Promise<number> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  let result: Result;
  try {
    result = await untilSignal((signal) => wait(names, options, io, seconds, signal));
  } catch (cause) {
    const error = expectedError(cause);
    if (error === undefined) throw cause;
    const code = reportFailure(io, error);
    const suites = names.map((name) => ({ name, seconds: seconds(), targets: [], error: error.message }) as const);
    result = { code, suites: suites.map((suite) => ({ ...suite, ending: 'cancelled' })) };
  }
  if (options.report === undefined) return result.code;
  try {
    await writeFile(options.report, junitReport(result.suites));
    return result.code;
  } catch (error) {
    printError(io, `the report ${options.report}: ${systemMessage(error)}`);
    return result.code === ExitCode.Ok ? ExitCode.Error : result.code;
  }
}

interface Result {
  readonly code: number;
  readonly suites: readonly Suite[];
}

async function wait(
  names: readonly string[],
  options: WaitOptions,
  io: Io,
  seconds: () => number,
  signal: AbortSignal,
): Promise<Result> {
  const goal: Goal = {
    revision: options.revision,
    includeSuspended: options.includeSuspended === true,
    failureGraceMs: options.failureGrace,
  };
  const waker = new Waker();
  let trouble: string | undefined;
  const listener = {
    changed: () => waker.wake(),
    trouble: (message: string | undefined) => {
      trouble = message;
      waker.wake();
    },
  };
  const reader = await ClusterReader.open(options, { names, listener });
  const progress = progressOn(io.stderr);
  const poker = options.poke ? new Poker(options, io) : undefined;
  try {
    await known(reader, options.timeout, signal);
    const keys = new Set<string>();
    for (const name of names) keys.add(await reader.find(name));
    const declared = new Set<string>();
    /** Undefined for an Application that was deleted: its objects may outlive it for a while. */
    const viewOf = (key: string) => {
      if (reader.isDeclared(key)) declared.add(key);
      else if (declared.has(key)) return undefined;
      return reader.view(key);
    };
    const waited = new Map<string, Waited>();
    trouble = undefined;
    for (;;) {
      const views = new Map([...keys].map((key) => [key, viewOf(key)]));
      const dependencies = dependenciesAmong([...views.values()]);
      for (const [key, view] of views) waited.set(key, look(view, goal, waited.get(key), dependencies));
      const verdicts = [...waited.values()].map(({ verdict }) => verdict);
      const lost = trouble === undefined ? '' : `not up to date: ${trouble}; `;
      progress.show(new Map([...waited].map(([key, { verdict }]) => [key, lost + verdict.message])), seconds());
      const code = codeOf(verdicts, seconds() * 1000 >= options.timeout, signal);
      if (code !== undefined) {
        progress.close();
        conclude(waited, signal, code, options, io);
        return { code, suites: suitesOf(waited, code, seconds()) };
      }
      const pokeMs = await poker?.poke([...views.values()]);
      const nextMs = Math.min(
        ...[pokeMs, ...verdicts.map((verdict) => verdict.nextMs)].map((ms) => ms ?? Number.POSITIVE_INFINITY),
      );
      const untilTimeout = options.timeout - seconds() * 1000;
      const isChange = await waker.sleep(signal, Math.max(0, Math.min(untilTimeout, nextMs - performance.now())));
      if (isChange) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
  } finally {
    progress.close();
    await Promise.all([reader.close(), poker?.close()]);
  }
}

/** Reading for the first time counts too; then there is nothing to say but that nothing came. */
async function known(reader: ClusterReader, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const timeout = timeoutMs > 0 ? [AbortSignal.timeout(Math.max(timeoutMs, LEAST_START_MS))] : [];
  try {
    await reader.known(AbortSignal.any([signal, ...timeout]));
  } finally {
    signal.throwIfAborted();
  }
}

/** `--timeout 0` asks for the present state, which has to be read first, however long that takes. */
const LEAST_START_MS = 10_000;

/** The targets of the applications that are waited for: what one of them waits for is often a target of another. */
function dependenciesAmong(views: readonly (ApplicationView | undefined)[]): DependencyLookup {
  const id = (kind: string, namespacedName: string) => `${kind} ${namespacedName}`;
  const targets = new Map(
    views.flatMap((view) => {
      if (!view) return [];
      return view.report.targets.map(
        (target) => [id(target.kind, `${view.namespace}/${target.name}`), target] as const,
      );
    }),
  );
  return (kind, namespacedName) => targets.get(id(kind, namespacedName));
}

/** How it stands now; what stood at an older generation of it counts no longer. */
function look(
  view: ApplicationView | undefined,
  goal: Goal,
  before: Waited | undefined,
  dependencies: DependencyLookup,
): Waited {
  if (!view) {
    const verdict: Verdict = { outcome: 'failed', message: 'it was deleted', targets: [], troubles: new Map() };
    return { verdict };
  }
  const { report, generation } = view;
  const troubles: Troubles = before?.generation === generation ? (before?.verdict.troubles ?? new Map()) : new Map();
  return { verdict: judge(report, goal, troubles, performance.now(), dependencies), generation };
}

function codeOf(verdicts: readonly Verdict[], isOver: boolean, signal: AbortSignal): number | undefined {
  if (verdicts.some(({ outcome }) => outcome === 'failed')) return ExitCode.Error;
  if (verdicts.every(({ outcome }) => outcome === 'ready')) return ExitCode.Ok;
  return interruptionOf(signal)?.exitCode ?? (isOver ? ExitCode.TimedOut : undefined);
}

function conclude(
  waited: ReadonlyMap<string, Waited>,
  signal: AbortSignal,
  code: number,
  { timeout }: WaitOptions,
  io: Io,
): void {
  const interruption = interruptionOf(signal);
  for (const [key, { verdict }] of waited) {
    const { outcome } = verdict;
    const message = printable(verdict.message);
    if (outcome === 'ready') {
      io.stdout.write(`${key} ${paint('ready', 'green', io.stdout)}: ${message}\n`);
    } else if (outcome === 'failed') {
      printError(io, `${key} has failed: ${message}`);
    } else if (code === ExitCode.TimedOut) {
      printError(io, `${key} is not ready after ${timeout / 1000} s: ${message}`);
    } else if (interruption !== undefined) {
      printError(io, `${interruption.message}: ${key} is not ready: ${message}`);
    }
  }
}

function suitesOf(waited: ReadonlyMap<string, Waited>, code: number, seconds: number): Suite[] {
  return [...waited].map(([name, { verdict }]) => {
    const isWhole = verdict.outcome === 'failed' && !verdict.targets.some(({ outcome }) => outcome === 'failed');
    return {
      name,
      seconds,
      targets: verdict.targets,
      ...(isWhole ? { error: verdict.message } : {}),
      ending: code === ExitCode.TimedOut ? 'timeout' : 'cancelled',
    };
  });
}
