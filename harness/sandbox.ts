import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Waits until this process is gone (its standard input, a pipe that only this process holds the other end of, is at its
 * end), then kills every process that has its id in `pids` and removes the folder.
 *
 * Renaming `pids` first closes the door: a process that has not yet entered its id fails to, and so never starts (see
 * `enter`); one that has is killed. A killed process may still be writing for a moment, so the removal is tried again.
 */
const watchdog = `
trap '' INT TERM HUP PIPE
umask 077
mkdir "$1" "$1/pids" "$1/home" "$1/tmp" || exit 1
echo ready
cat >/dev/null
mv "$1/pids" "$1/doomed"
for entry in "$1"/doomed/*; do
  kill -KILL "-\${entry##*/}"
done 2>/dev/null
tries=0
until rm -rf "$1" 2>/dev/null || [ $tries = 100 ]; do
  tries=$((tries + 1))
  sleep 0.1
done`;

/** Enters the own process id among those to be killed, then becomes the program: the id stays the same. */
const enter = `: > "$0/$$" && exec "$@"`;

/**
 * A temporary folder and the processes that live in it. Both are gone after `close()`, and just so when this process
 * ends in any other way, SIGKILL included: a small shell process watches it from outside.
 */
export class Sandbox {
  /** Makes the folder and starts what guards it. */
  static async open(): Promise<Sandbox> {
    const folder = join(tmpdir(), `fluxapp-cluster-${randomUUID()}`);
    // Detached: a Ctrl-C at the terminal, which goes to the whole foreground group, must not end the guard.
    const guard = spawn('/bin/sh', ['-c', watchdog, 'sh', folder], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    guard.stdin.on('error', () => {});
    const exited = once(guard, 'exit');
    await Promise.race([
      once(guard.stdout, 'data'),
      exited.then(() => {
        throw new Error(`cannot make the folder ${folder}`);
      }),
    ]);
    return new Sandbox(folder, guard.stdin, exited);
  }

  private readonly running = new Map<ChildProcess, Promise<unknown>>();

  private constructor(
    /** Absolute path; readable by its owner only. */
    readonly folder: string,
    private readonly guardInput: NodeJS.WritableStream,
    private readonly guardExited: Promise<unknown>,
  ) {}

  /** Makes a folder below the sandbox's own and returns its path. */
  subfolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /**
   * Starts a program in a process group of its own. It sees no environment but PATH, a HOME and a TMPDIR in here, GOGC, and
   * `env`. The programs are written in Go: collecting garbage less often saves a fifth of their processor time.
   *
   * @param logFile what the program prints is added to this file
   */
  spawn(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    logFile: string,
  ): ChildProcess {
    const log = openSync(logFile, 'a');
    const child = spawn('/bin/sh', ['-c', enter, join(this.folder, 'pids'), command, ...args], {
      cwd: this.folder,
      detached: true,
      env: {
        PATH: process.env.PATH,
        HOME: join(this.folder, 'home'),
        TMPDIR: join(this.folder, 'tmp'),
        GOGC: '400',
        ...env,
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const entry = join(this.folder, 'pids', `${child.pid}`);
    // It enters itself, so that there is no gap should this process end here; and is entered, should it be stopped first.
    writeFileSync(entry, '');
    const exited = once(child, 'exit').finally(() => {
      this.running.delete(child);
      // The system may give the id to another process now.
      rmSync(entry, { force: true });
    });
    this.running.set(child, exited);
    return child;
  }

  /** Kills what runs, removes the folder, and returns when both are done. */
  async close(): Promise<void> {
    const ending = [...this.running.values()];
    for (const child of this.running.keys()) child.kill('SIGKILL');
    await Promise.all(ending);
    this.guardInput.end();
    await this.guardExited;
  }
}
