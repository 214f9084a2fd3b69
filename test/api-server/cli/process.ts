import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { Client } from '../../cluster';

const MAIN =
  "require('./src/cli/main').run(process.argv.slice(1), process).then((code) => { process.exitCode = code; })";

/** The command in a process of its own. */
export interface CommandProcess {
  /** What it has written so far, to a terminal as the bytes that went there. */
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, when it has ended. */
  readonly exit: Promise<number | null>;
}

/** How wide and high. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Starts the command; it ends with the test at the latest. */
export async function startCommand(client: Client, args: readonly string[], terminal?: Size): Promise<CommandProcess> {
  const own = [process.execPath, '--import', 'tsx', '-e', MAIN, '--', ...args];
  const [file = '', ...rest] = terminal
    ? ['python3', '-c', PTY, `${terminal.columns}`, `${terminal.rows}`, ...own]
    : own;
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, KUBECONFIG: client.kubeconfig, TERM: 'xterm-256color' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
    });
  }
  const exit = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  await once(child, 'spawn');
  return { stdout: () => texts.stdout, stderr: () => texts.stderr, kill: (signal) => void child.kill(signal), exit };
}

/** Runs a command in a pseudo-terminal of this size; SIGINT goes on to it as Ctrl-C, and its exit code is passed on. */
const PTY = `
import fcntl, os, pty, signal, struct, sys, termios
columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
child, master = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    os.execvp(command[0], command)
signal.signal(signal.SIGINT, lambda *_: os.write(master, b'\\x03'))
while True:
    try:
        data = os.read(master, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
`;
