import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { onTestFinished } from 'vitest';
import { run } from '../../src/cli/main';

/** The result of a run of the command. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stream that records what is written to it. */
export class Kept extends Writable {
  text = '';
  /** Like that of a terminal: NO_COLOR and similar variables apply, but not the CI variable of the test run. */
  readonly getColorDepth = ({ CI: _, ...env }: NodeJS.ProcessEnv = process.env) =>
    WriteStream.prototype.getColorDepth({ TERM: 'xterm-256color', ...env });

  constructor(
    readonly isTTY: boolean,
    readonly columns?: number,
  ) {
    super({ decodeStrings: false });
  }

  override _write(chunk: string, _: string, done: () => void) {
    this.text += chunk;
    done();
  }
}

/**
 * Runs the command in this process, by default without a terminal. `stdin` is piped in, `typed` is typed on the
 * terminal.
 */
export async function fluxapp(
  args: readonly string[],
  options: {
    readonly stdin?: string | Iterable<Uint8Array>;
    readonly typed?: string;
    readonly isTTY?: boolean;
    readonly columns?: number;
  } = {},
): Promise<Outcome> {
  const { typed = '', stdin = typed, isTTY = false, columns } = options;
  const chunks = typeof stdin === 'string' ? [Buffer.from(stdin)] : stdin;
  const stdout = new Kept(isTTY, columns);
  const stderr = new Kept(isTTY, columns);
  async function* read() {
    yield* chunks;
  }
  const code = await run(args, {
    stdin: Object.assign(read(), { isTTY: isTTY && options.stdin === undefined }),
    stdout,
    stderr,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** A folder that exists during a test. */
export interface Folder {
  readonly path: string;
  /** Runs the command on paths in the folder, which are written as `./…` in arguments and messages. */
  fluxapp(args: readonly string[], stdin?: string): Promise<Outcome>;
}

/** A folder with these files, content by path. A path that ends in `/` is an empty folder. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Folder {
  const path = mkdtempSync(join(tmpdir(), 'fluxapp-cli-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    if (name.endsWith('/')) mkdirSync(file, { recursive: true });
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
  return {
    path,
    async fluxapp(args, stdin) {
      const absolute = args.map((arg) => (/^\.(?:\/|$)/.test(arg) ? `${path}${arg.slice(1)}` : arg));
      const outcome = await fluxapp(absolute, { stdin });
      return { ...outcome, stderr: outcome.stderr.replaceAll(path, '.') };
    },
  };
}
