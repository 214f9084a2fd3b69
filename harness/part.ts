import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from './sandbox';
import { until } from './wait';

/** What to run, and how to see that it is up. */
export interface PartSpec {
  /** Says which part it is, in errors and as the name of its log; unique within a sandbox. */
  readonly name: string;
  /** Path of the program. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the part serves; asked again and again while it starts. What it throws counts as no. */
  readonly isUp: () => Promise<boolean>;
}

/** How long a part may take to start, and to stop when asked nicely. */
const startMs = 60_000;
const stopMs = 10_000;

/** One server process of a cluster: etcd, an API server, or a Flux controller. */
export class Part {
  /**
   * Starts a part and returns when it is up.
   *
   * @throws with the end of the part's log when it ends before it is up, or is not up after 60 s
   */
  static async start(sandbox: Sandbox, spec: PartSpec): Promise<Part> {
    const part = new Part(sandbox, spec);
    await part.launch();
    return part;
  }

  /** File with everything the part has printed, restarts included. */
  readonly logFile: string;

  private child?: ChildProcess;

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly spec: PartSpec,
  ) {
    this.logFile = join(sandbox.folder, `${spec.name}.log`);
  }

  get name(): string {
    return this.spec.name;
  }

  /** Process id, undefined while the part does not run. */
  get pid(): number | undefined {
    return this.running ? this.child?.pid : undefined;
  }

  /** Whether there is a process; a frozen one counts. */
  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last lines the part printed. */
  logTail(lines = 20): string {
    return existsSync(this.logFile)
      ? readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
      : '';
  }

  /** Ends the part in an orderly way (SIGTERM; SIGKILL after 10 s), frozen or not. Returns when it has ended. */
  async stop(): Promise<void> {
    const child = this.child;
    if (!child || !this.running) return;
    const force = setTimeout(() => child.kill('SIGKILL'), stopMs);
    child.kill('SIGTERM');
    child.kill('SIGCONT');
    await this.ended(child);
    clearTimeout(force);
  }

  /** Ends the part as a crash would (SIGKILL). Returns when it has ended. */
  async kill(): Promise<void> {
    const child = this.child;
    if (!child || !this.running) return;
    child.kill('SIGKILL');
    await this.ended(child);
  }

  /** Stops the part's clock (SIGSTOP): its connections stay open, and nothing answers. Returns when all of it stands still. */
  async freeze(): Promise<void> {
    const pid = this.signal('SIGSTOP');
    const check = () => {
      if (!this.running) throw new Error(`${this.name} has ended`);
      return isFrozen(pid);
    };
    await until(`${this.name} is frozen`, check, { intervalMs: 5 });
  }

  /** Lets a frozen part go on. */
  thaw(): void {
    this.signal('SIGCONT');
  }

  /** Kills the part if it runs, starts it again with the same ports, flags and data, and returns when it is up. */
  async restart(): Promise<void> {
    await this.kill();
    await this.launch();
  }

  private signal(signal: NodeJS.Signals): number {
    const pid = this.pid;
    if (pid === undefined || !this.child?.kill(signal)) throw new Error(`${this.name} does not run`);
    return pid;
  }

  private async launch(): Promise<void> {
    const { name, command, args, env = {}, isUp } = this.spec;
    this.child = this.sandbox.spawn(command, args, env, this.logFile);
    const check = async () => {
      if (!this.running)
        throw new Error(`${name} ended (${this.child?.signalCode ?? `exit code ${this.child?.exitCode}`})`);
      return isUp().catch(() => false);
    };
    try {
      await until(`${name} is up`, check, { timeoutMs: startMs });
    } catch (error) {
      await this.kill();
      throw new Error(`${(error as Error).message}; the end of its log:\n${this.logTail()}`);
    }
  }

  private async ended(child: ChildProcess): Promise<void> {
    if (this.running) await once(child, 'exit');
  }
}

/**
 * Whether every thread of a process is stopped: the signal reaches them one by one. Where the system has no /proc to tell
 * it is taken to be so.
 */
function isFrozen(pid: number): boolean {
  if (!existsSync('/proc/self/stat')) return true;
  const tasks = `/proc/${pid}/task`;
  try {
    return readdirSync(tasks).every((task) => readFileSync(join(tasks, task, 'stat'), 'utf8').includes(') T '));
  } catch {
    return false; // a thread has just ended
  }
}
