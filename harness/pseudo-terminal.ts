/** The size of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The command line that runs a command in a pseudo-terminal. SIGINT is forwarded to it as Ctrl-C, and its exit code is
 * passed on.
 */
export function inTerminal(command: readonly string[], { columns, rows }: Size): string[] {
  return ['python3', '-c', PTY, String(columns), String(rows), ...command];
}

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
