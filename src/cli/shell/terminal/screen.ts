import { terminalOf } from './terminal';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Draws in place: on the terminal's alternate screen, so that the previous content reappears afterwards. */
export class Screen {
  constructor(private readonly stream: NodeJS.WritableStream) {
    stream.write(ENTER);
  }

  /** @param lines none wider than the terminal; lines that do not fit are omitted, and the last line counts them */
  draw(lines: readonly string[]): void {
    const { rows } = terminalOf(this.stream) ?? { rows: 24 };
    const cut =
      lines.length > rows ? [...lines.slice(0, rows - 1), `… and ${lines.length - rows + 1} more lines`] : lines;
    this.stream.write(`${HOME}${cut.map((line) => `${line}${CLEAR_LINE}`).join('\r\n')}${CLEAR_BELOW}`);
  }

  close(): void {
    this.stream.write(LEAVE);
  }
}
