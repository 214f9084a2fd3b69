import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { run } from '../../src/cli/main';

/**
 * The maximum size in bytes of an output that is recorded in full. Of a longer one, the digest and the beginning are
 * recorded.
 */
const LONGEST = 20_000;
const FIRST_LINES = 12;
const LINE_BEGIN = 160;
/**
 * The minimum number of characters from which on an output is not repeated if it equals that of the previous command.
 */
const REPEATED = 80;

/** A command to be recorded. */
export interface Command {
  /** The arguments after `fluxapp`. Paths that begin with `./` refer to files of the recording. */
  readonly args: readonly string[];
  /** The text to pipe into the command. */
  readonly stdin?: string;
  /** The replacement for that text in the record. */
  readonly stdinName?: string;
  /** The output is a terminal with this number of columns. */
  readonly columns?: number;
  /** The input is a terminal on which a user would type. */
  readonly isTyped?: boolean;
  /** Only the digest of standard output is recorded. */
  readonly isDigestOnly?: boolean;
  /** The order of the lines varies, so they are sorted. */
  readonly isSorted?: boolean;
  /** Returns further texts to record after the run, by title. */
  readonly more?: () => Readonly<Record<string, string>>;
}

/** The time that `fluxapp wait` prints at the start of a line: a slow machine may take a second. */
const ELAPSED = /^ *\d+s (?=[\w-]+\/[\w-]+: )/gm;

/** The record of one group of commands: readable text, in the order in which they ran. */
export class Recording {
  private readonly entries: string[] = [];
  /** The previous output, by title. */
  private readonly outputs = new Map<string, string>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'fluxapp-recorded-'));
  private readonly masks: (readonly [from: string | RegExp, to: string])[] = [[this.folder, '.']];

  /** @param longest the maximum size in bytes of an output that is recorded in full */
  constructor(private readonly longest = LONGEST) {}

  /** Adds files, content by path. A path that ends in `/` is an empty folder. */
  files(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.folder, name);
      mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
      if (!name.endsWith('/')) writeFileSync(path, content);
    }
  }

  /** The absolute path of a file. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Replaces a text that varies from run to run in every output. */
  mask(from: string | RegExp, to: string): void {
    this.masks.push([from, to]);
  }

  /** Runs a command and adds its results. */
  async command(command: Command): Promise<void> {
    const { args, stdin, stdinName, columns, isTyped, isDigestOnly = false, isSorted = false, more } = command;
    const written = ({ text }: Kept) => (isSorted ? sorted(text) : text);
    const absolute = args.map((arg) => arg.replace(/^((?:junit=)?)\.(?=\/|$)/, `$1${this.folder}`));
    const [stdout, stderr] = [new Kept(columns), new Kept(columns)];
    const code = await run(absolute, { stdin: input(stdin ?? '', isTyped === true), stdout, stderr });
    this.entries.push(
      [
        `$ fluxapp ${args.map(quoted).join(' ')}${stdin === undefined ? '' : ` < ${stdinName ?? quoted(stdin)}`}`,
        ...(columns === undefined ? [] : [`terminal of ${columns} columns`]),
        `exit code ${code}`,
        this.output('stdout', written(stdout), isDigestOnly),
        this.output('stderr', written(stderr), false),
        ...Object.entries(more?.() ?? {}).map(([title, text]) => this.output(title, text, false)),
      ].join('\n'),
    );
  }

  /** Adds a text that is not the output of a command. */
  text(title: string, text: string): void {
    this.entries.push(this.output(title, text, false));
  }

  /** Removes the files of the recording. */
  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Returns all entries. */
  toString(): string {
    return `${this.entries.join('\n\n')}\n`;
  }

  private output(title: string, raw: string, isDigestOnly: boolean): string {
    const known = raw.replace(ELAPSED, '   0s ');
    const text = this.masks.reduce((masked, [from, to]) => masked.replaceAll(from, to), known);
    const isRepeated = text.length >= REPEATED && this.outputs.get(title) === text;
    this.outputs.set(title, text);
    if (text === '') return `===== ${title}: nothing`;
    if (isRepeated) return `===== ${title}: as before`;
    const shown = visible(text);
    const isLong = Buffer.byteLength(text) > this.longest;
    // a text that is not shown in full is covered by its digest
    const digest = isDigestOnly || isLong || shown !== text ? `, ${sha256(text)}` : '';
    const lines = shown.split('\n');
    const end = lines.at(-1) === '' ? '' : ', the last line is not ended';
    if (end === '') lines.pop();
    const head = `===== ${title}: ${lines.length} lines${end}${digest}`;
    if (isDigestOnly) return head;
    if (!isLong) return [head, ...lines].join('\n');
    return [head, ...lines.slice(0, FIRST_LINES).map((line) => line.slice(0, LINE_BEGIN)), '[...]'].join('\n');
  }
}

export function sha256(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** A stream that records what is written to it. It is a terminal if it has columns. */
class Kept extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly rows: number | undefined;
  readonly getColorDepth = (env: NodeJS.ProcessEnv = { TERM: 'xterm-256color' }) =>
    WriteStream.prototype.getColorDepth(env);

  constructor(readonly columns: number | undefined) {
    super({ decodeStrings: false });
    this.isTTY = columns !== undefined;
    this.rows = this.isTTY ? 24 : undefined;
  }

  override _write(chunk: string, _: string, done: () => void) {
    this.text += chunk;
    done();
  }
}

function input(text: string, isTTY: boolean) {
  async function* read() {
    yield Buffer.from(text);
  }
  return Object.assign(read(), { isTTY });
}

function sorted(text: string): string {
  return text
    .split(/(?<=\n)/)
    .sort()
    .join('');
}

function quoted(text: string): string {
  return visible(/^[\w./:=,+@%-]+$/.test(text) ? text : `'${text}'`).replaceAll('\n', '\\n');
}

/** Replaces characters that are invisible, or that git and editors may change, with codes. */
function visible(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}
