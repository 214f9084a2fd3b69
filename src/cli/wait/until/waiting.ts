import type { ApplicationView, ClusterOptions } from '../../../observe';
import { ClusterReader, LookupError } from '../../../observe';
import { Poker } from '../../poke';
import { ExitCode, type Io, interruptionOf, Waker } from '../../shell';
import type { DependencyLookup } from './dependency';
import { type Goal, judge, type Troubles, type Verdict } from './verdict';

/** Changes within this number of milliseconds are evaluated together. */
const GATHER_MS = 50;

/** The known state of an application that is waited for. */
export interface Waited {
  readonly verdict: Verdict;
  readonly generation?: number;
}

export interface WaitingOptions extends ClusterOptions {
  /** Whether to poke Flux to begin a wave as soon as the previous one is ready. */
  readonly poke?: boolean;
}

/** The goal, and the time limit. */
export interface WaitFor {
  readonly goal: Goal;
  /** How long nothing may fail after all became ready, in milliseconds. @default 0 */
  readonly soakMs?: number;
  /** The deadline, by the clock of `performance.now()`. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** @param lines by application, in words */
  readonly onProgress: (lines: ReadonlyMap<string, string>) => void;
}

/** The result of waiting. */
export interface WaitEnd {
  /** Ok if all are ready, Error if one has failed, TimedOut, or the code of a signal. */
  readonly code: number;
  /** By application. */
  readonly waited: ReadonlyMap<string, Waited>;
}

/** The reader's message about why the current state cannot be read. */
interface Trouble {
  message?: string;
}

/** Follows applications, and waits until they reach the desired state. */
export class Waiting {
  private readonly keys = new Set<string>();
  /** Those whose Application was seen: after it is deleted, its objects may remain for a while. */
  private readonly declared = new Set<string>();

  /**
   * @param names of the applications; undefined: of all
   * @throws the errors of {@link ClusterReader.open}
   */
  static async open(names: readonly string[] | undefined, options: WaitingOptions, io: Io): Promise<Waiting> {
    const waker = new Waker();
    const trouble: Trouble = {};
    const listener = {
      changed: () => waker.wake(),
      trouble: (message: string | undefined) => {
        trouble.message = message;
        waker.wake();
      },
    };
    const reader = await ClusterReader.open(options, { names, listener });
    return new Waiting(reader, waker, trouble, options.poke ? new Poker(options, io) : undefined);
  }

  private constructor(
    private readonly reader: ClusterReader,
    private readonly waker: Waker,
    private readonly trouble: Trouble,
    private readonly poker: Poker | undefined,
  ) {}

  /**
   * Reads the current state.
   *
   * @throws if it cannot be read; the signal's reason when it fires
   */
  async begin(timeoutMs: number, signal: AbortSignal): Promise<void> {
    await known(this.reader, timeoutMs, signal);
    this.trouble.message = undefined;
  }

  /** @throws LookupError if there is no application with a name */
  async find(names: readonly string[]): Promise<void> {
    for (const name of names) this.keys.add(await this.reader.find(name));
  }

  /** @throws LookupError if there is no application */
  findAll(): void {
    const keys = this.reader.keys();
    if (keys.length === 0) throw new LookupError(`no Application of Flux in ${this.reader.scope.place}`);
    this.add(keys);
  }

  /** Adds applications. @param keys `<namespace>/<name>` */
  add(keys: readonly string[]): void {
    for (const key of keys) this.keys.add(key);
  }

  /** Waits until all applications are ready, one has failed, or the deadline has passed. */
  async until({ goal, soakMs = 0, deadlineMs, signal, onProgress }: WaitFor): Promise<WaitEnd> {
    const waited = new Map<string, Waited>();
    /** The time since when nothing has failed. */
    let soaking: number | undefined;
    for (;;) {
      const views = new Map([...this.keys].map((key) => [key, this.viewOf(key)]));
      const dependencies = dependenciesAmong([...views.values()]);
      for (const [key, view] of views) waited.set(key, look(view, goal, waited.get(key), dependencies));
      const verdicts = [...waited.values()].map(({ verdict }) => verdict);
      const { message: trouble } = this.trouble;
      const lost = trouble === undefined ? '' : `not up to date: ${trouble}; `;
      onProgress(new Map([...waited].map(([key, { verdict }]) => [key, lost + verdict.message])));
      if (soaking === undefined && verdicts.every(({ outcome }) => outcome === 'ready')) soaking = performance.now();
      const isSoaked = soaking !== undefined && performance.now() - soaking >= soakMs;
      const code = codeOf(verdicts, { isSoaked, isOver: performance.now() >= deadlineMs, signal });
      if (code !== undefined) return { code, waited };
      const pokeMs = await this.poker?.poke([...views.values()]);
      const soakedMs = soaking === undefined || isSoaked ? undefined : soaking + soakMs;
      const next = [deadlineMs, pokeMs, soakedMs, ...verdicts.map(({ nextMs }) => nextMs)];
      const nextMs = Math.min(...next.flatMap((ms) => ms ?? []));
      const isChange = await this.waker.sleep(signal, Math.max(0, nextMs - performance.now()));
      if (isChange) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.reader.close(), this.poker?.close()]);
  }

  /** Undefined for an Application that was deleted. */
  private viewOf(key: string): ApplicationView | undefined {
    if (this.reader.isDeclared(key)) this.declared.add(key);
    else if (this.declared.has(key)) return undefined;
    return this.reader.view(key);
  }
}

/** Waits for the first read, which the timeout includes. */
async function known(reader: ClusterReader, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const timeout = timeoutMs > 0 ? [AbortSignal.timeout(Math.ceil(Math.max(timeoutMs, LEAST_START_MS)))] : [];
  try {
    await reader.known(AbortSignal.any([signal, ...timeout]));
  } finally {
    signal.throwIfAborted();
  }
}

/** The minimum time for the first read. `--timeout 0` checks the present state, and does not limit the first read. */
const LEAST_START_MS = 10_000;

/** The targets of all applications that are waited for: a dependency of one is often a target of another. */
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

/** Its current state; the state of an older generation does not count any more. */
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

function codeOf(
  verdicts: readonly Verdict[],
  { isSoaked, isOver, signal }: { readonly isSoaked: boolean; readonly isOver: boolean; readonly signal: AbortSignal },
): number | undefined {
  if (verdicts.some(({ outcome }) => outcome === 'failed')) return ExitCode.Error;
  if (isSoaked && verdicts.every(({ outcome }) => outcome === 'ready')) return ExitCode.Ok;
  return interruptionOf(signal)?.exitCode ?? (isOver ? ExitCode.TimedOut : undefined);
}
