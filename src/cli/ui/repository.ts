import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { PassThrough } from 'node:stream';
import { createTwoFilesPatch, diffArrays } from 'diff';
import { planObjectOf, planOf } from '../../change';
import { ExpectedError } from '../../diagnostics';
import { holdsApplication, objectsOfFile, problemsOfFile, type Subject, withoutApplication } from '../../draft';
import { isMap, sha256 } from '../../json';
import { type ChangeAnswer, type ChangeOrder, type FileText, fileOf } from '../../page';
import { formatText } from '../plan/format';

/** Folders without the user's files. */
const PASSED_OVER = /^(?:\..*|node_modules)$/;

/** The maximum size of a file. Nobody edits larger ones. */
const LONGEST_BYTES = 1024 * 1024;

/** The folder of `--out`, the part of a repository that contains applications. It is read again for each request. */
export class Repository {
  private readonly root: string;

  /** @param folder must exist */
  constructor(folder: string) {
    this.root = realpathSync(folder);
  }

  /** The YAML file that contains an Application; the first by name if there are several. */
  find(subject: Subject): FileText | undefined {
    for (const path of this.yamlFiles(this.root)) {
      const text = unlessUnreadable(() => readFileSync(path, 'utf8'));
      // most files contain something else, and parsing YAML takes time
      if (text?.includes(subject.name) && text.includes('Application') && holdsApplication(text, subject)) {
        return { file: relative(this.root, path).split(sep).join('/'), text, digest: sha256(text) };
      }
    }
    return undefined;
  }

  /** The TypeScript file that the form saves an application to, if it exists. */
  typescriptOf(subject: Subject): string | undefined {
    const file = fileOf(subject, 'typescript');
    const path = join(this.root, file);
    return path.startsWith(`${this.root}${sep}`) && existsSync(path) ? file : undefined;
  }

  /**
   * The diff and the plan of a change.
   *
   * @throws ExpectedError if no file contains the application, the edited text is not that of the file any more, or the
   *   application cannot be cut out
   */
  change(order: ChangeOrder): ChangeAnswer {
    const { namespace, name, text } = order;
    const before = this.find({ namespace, name });
    if (before === undefined) throw new ExpectedError(`no file below --out holds ${namespace}/${name}`);
    // the diff of an older text would revert what has changed in the file
    if (order.text !== null && order.digest !== before.digest) {
      throw new ExpectedError(`${before.file} has changed since it was loaded: load it again`);
    }
    const after =
      text === null ? withoutApplication(before.text, { namespace, name }) : inLineEndings(text, before.text);
    if (after === undefined) {
      throw new ExpectedError(`${name} cannot be cut out of ${before.file} by its lines: remove it there`);
    }
    // the lines of problems are those that the user sees: of the edited text, or of the file
    const problems = text === null ? problemsOfFile(before.text, { namespace, name }) : problemsOfFile(after);
    if (problems.some(({ severity }) => severity === 'error')) return { problems };
    const plan = planOf({ evidence: 'offline', before: objectsIn(before.text), after: objectsIn(after) });
    const compared = { before: before.file, after: 'its change' };
    // this stream is no terminal: without colours
    return { problems, diff: this.diff(before, after), plan: formatText(plan, compared, new PassThrough()) };
  }

  /** A diff for `git apply` in the root of the repository, or in the folder if that is not in a repository. */
  private diff({ file, text }: FileText, after: string): string {
    if (text === after) return '';
    const path = [...this.inRepository(), file].join('/');
    const [oldName, newName] = [`a/${path}`, after === '' ? '/dev/null' : `b/${path}`];
    return createTwoFilesPatch(oldName, newName, text, after, undefined, undefined, {
      headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
    });
  }

  /** The path of the folder in its repository. */
  private inRepository(): string[] {
    for (let folder = this.root; dirname(folder) !== folder; folder = dirname(folder)) {
      if (existsSync(join(folder, '.git'))) return relative(folder, this.root).split(sep).filter(Boolean);
    }
    return [];
  }

  private *yamlFiles(folder: string): Iterable<string> {
    const entries = unlessUnreadable(() => readdirSync(folder, { withFileTypes: true })) ?? [];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !PASSED_OVER.test(entry.name)) yield* this.yamlFiles(path);
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name) && isShort(path)) yield path;
    }
  }
}

function isShort(path: string): boolean {
  const size = unlessUnreadable(() => statSync(path).size);
  return size !== undefined && size <= LONGEST_BYTES;
}

/** Reads a file or folder. @returns undefined if it is gone, or belongs to somebody else */
function unlessUnreadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (UNREADABLE.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}

const UNREADABLE: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'ENOENT']);

/**
 * An edited text with the line endings of the stored one: a text field of a browser has only `\n`. New lines end like the
 * first stored one.
 */
function inLineEndings(edited: string, stored: string): string {
  if (!stored.includes('\r\n') || edited.includes('\r\n')) return edited;
  const before = stored.split('\n');
  const endings = before.map((line, index) => (line.endsWith('\r') ? '\r\n' : index < before.length - 1 ? '\n' : ''));
  const [usual = ''] = endings;
  const lines = edited.split('\n');
  const ofLines: (string | undefined)[] = [];
  let position = 0;
  for (const { value, added, removed } of diffArrays(
    before.map((line) => line.replace(/\r$/, '')),
    lines,
  )) {
    if (!removed) ofLines.push(...value.map((_, index) => (added ? usual : endings[position + index] || usual)));
    if (!added) position += value.length;
  }
  return lines.map((line, index) => (index < lines.length - 1 ? line + ofLines[index] : line)).join('');
}

function objectsIn(text: string) {
  return objectsOfFile(text).flatMap((object) => planObjectOf(object) ?? []);
}

/**
 * The order in the body of a request.
 *
 * @param body parsed JSON
 * @returns undefined if it is not an order
 */
export function changeOrderOf(body: unknown): ChangeOrder | undefined {
  if (!isMap(body)) return undefined;
  const { namespace, name, text, digest } = body;
  if (typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  if (text === null) return { namespace, name, text };
  return typeof text === 'string' && typeof digest === 'string' ? { namespace, name, text, digest } : undefined;
}
