import { canRedraw, printable, terminalOf, truncate } from '../../shell/terminal';

/** Shows the progress of a wait: in place on a terminal, otherwise as a line for every change. */
export interface Progress {
  /** @param lines the progress of each application in words */
  show(lines: ReadonlyMap<string, string>, seconds: number): void;
  /** Clears the place for further output. */
  close(): void;
}

export function progressOn(stream: NodeJS.WritableStream): Progress {
  return canRedraw(stream) ? new Redrawn(stream) : new Logged(stream);
}

class Logged implements Progress {
  private readonly said = new Map<string, string>();

  constructor(private readonly stream: NodeJS.WritableStream) {}

  show(lines: ReadonlyMap<string, string>, seconds: number): void {
    for (const [name, line] of lines) {
      if (this.said.get(name) === line) continue;
      this.said.set(name, line);
      this.stream.write(`${elapsed(seconds)} ${name}: ${printable(line)}\n`);
    }
  }

  close(): void {}
}

class Redrawn implements Progress {
  private drawn = 0;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  show(lines: ReadonlyMap<string, string>, seconds: number): void {
    const { columns, rows } = terminalOf(this.stream) ?? { columns: 80, rows: 24 };
    const all = [...lines].map(([name, line]) => `${elapsed(seconds)} ${name}: ${printable(line)}`);
    const cut =
      all.length < rows ? all : [...all.slice(0, rows - 2), `${elapsed(seconds)} and ${all.length - rows + 2} more`];
    this.close();
    // lines as wide as the terminal would wrap on some terminals
    this.stream.write(cut.map((line) => `${truncate(line, columns - 1)}\n`).join(''));
    this.drawn = cut.length;
  }

  close(): void {
    if (this.drawn > 0) this.stream.write(`\u001b[${this.drawn}A\u001b[J`);
    this.drawn = 0;
  }
}

function elapsed(seconds: number): string {
  return `${String(Math.floor(seconds)).padStart(4)}s`;
}
