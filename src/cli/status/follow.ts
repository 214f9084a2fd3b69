import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplicationView, ClusterOptions } from '../../observe';
import { ClusterReader, statusDocument } from '../../observe';
import { printYaml } from '../../yaml';
import type { Io } from '../shell';
import { Waker } from '../shell';
import { canRedraw, printable, Screen, terminalOf, truncate } from '../shell/terminal';
import { Changes } from './changes';
import { formatStatus, type Shown, statusLines } from './format';
import { listLines } from './list';
import { checkClusters, type Selection, select } from './selection';

/** Changes within this number of milliseconds are shown together. */
const GATHER_MS = 200;
/** Ages change without any other change. */
const TICK_MS = 1000;

/** `fluxapp status -w`: runs until the signal fires. */
export async function followStatus(
  name: string | undefined,
  options: ClusterOptions & Selection,
  shown: Shown,
  io: Io,
  signal: AbortSignal,
): Promise<void> {
  const waker = new Waker();
  let trouble: string | undefined;
  const listener = {
    changed: () => waker.wake(),
    trouble: (message: string | undefined) => {
      trouble = message;
      waker.wake();
    },
  };
  const reader = await ClusterReader.open(options, { names: name === undefined ? undefined : [name], listener });
  try {
    await reader.known(signal);
    const key = name === undefined ? undefined : await reader.find(name);
    const views = () => (key === undefined ? reader.views() : [reader.view(key) ?? []].flat());
    checkClusters(views(), options);
    const isDrawn = canRedraw(io.stdout) && (shown.format === 'table' || shown.format === 'wide');
    const sink = isDrawn ? new Drawing(shown, io) : new Lines(shown, io);
    trouble = undefined;
    try {
      while (!signal.aborted) {
        sink.show(select(views(), options), trouble);
        const isChange = await waker.sleep(signal, isDrawn ? TICK_MS : undefined);
        if (isChange) await sleep(GATHER_MS);
      }
    } finally {
      sink.close();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await reader.close();
  }
}

/** Redraws the status in place, on a terminal. */
class Drawing {
  private readonly screen: Screen;
  private last: readonly ApplicationView[] = [];
  private readonly redraw = () => this.draw();
  private trouble: string | undefined;

  constructor(
    private readonly shown: Shown,
    private readonly io: Io,
  ) {
    this.screen = new Screen(io.stdout);
    io.stdout.on('resize', this.redraw);
  }

  show(views: readonly ApplicationView[], trouble: string | undefined): void {
    this.last = views;
    this.trouble = trouble;
    this.draw();
  }

  /** The last output stays on the terminal. */
  close(): void {
    const { stdout } = this.io;
    stdout.off('resize', this.redraw);
    this.screen.close();
    stdout.write(formatStatus(this.last, this.shown, { stream: stdout, width: terminalOf(stdout)?.columns }));
  }

  private draw(): void {
    const { stdout } = this.io;
    const width = terminalOf(stdout)?.columns ?? 80;
    const notice = this.trouble === undefined ? [] : [truncate(`not up to date: ${printable(this.trouble)}`, width)];
    const lines =
      this.last.length === 0 ? ['no Application'] : statusLines(this.last, this.shown, { stream: stdout, width });
    this.screen.draw([...notice, ...lines]);
  }
}

/** Prints line by line to a file or a pipe: first everything, then changes. */
class Lines {
  private readonly changes = new Changes();
  private isFirst = true;
  private said: string | undefined;

  constructor(
    private readonly shown: Shown,
    private readonly io: Io,
  ) {}

  show(views: readonly ApplicationView[], trouble: string | undefined): void {
    if (trouble !== undefined && trouble !== this.said) this.io.stderr.write(`not up to date: ${printable(trouble)}\n`);
    this.said = trouble;
    const { changed, gone } = this.changes.take(views);
    for (const key of gone) this.io.stderr.write(`${key} is gone\n`);
    if (changed.length === 0 && !this.isFirst) return;
    const sheet = { stream: this.io.stdout };
    const { format, isOne } = this.shown;
    if (format === 'json') for (const view of changed) this.write(`${JSON.stringify(statusDocument(view))}\n`);
    else if (format === 'yaml') for (const view of changed) this.write(`---\n${printYaml(statusDocument(view))}`);
    else if (format === 'wide' || isOne) {
      this.write(`${this.isFirst ? '' : '\n'}${formatStatus(views, this.shown, sheet)}`);
    } else {
      // the columns have the width that all lines need, so that later lines are aligned
      const [header = '', ...rows] = listLines(views, sheet);
      const lines = views.flatMap((view, row) => (changed.includes(view) ? [rows[row] ?? ''] : []));
      this.write([...(this.isFirst ? [header] : []), ...lines].map((line) => `${line}\n`).join(''));
    }
    this.isFirst = false;
  }

  close(): void {}

  private write(text: string): void {
    this.io.stdout.write(text);
  }
}
