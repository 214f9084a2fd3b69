import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExpectedError } from '../../../diagnostics';
import type { InputOptions } from '../../input';
import { nameOf, STDIN_ARGUMENT } from '../../input';
import { type App, appOf, synthesize } from './app';
import { provideDependencies } from './dependencies';
import { isThere, withTemporaryFolder } from './files';
import { type Checkout, withCheckout } from './revision';

/** The origin of the old and the new code, as on the command line. */
export interface CodeOptions extends InputOptions {
  /** The command that runs the app; `true`: the one in cdk8s.yaml. */
  readonly app?: string | true;
  /** A file, a directory, or a revision. Absent: there is only one side. */
  readonly base?: string;
}

/** One side of a plan. */
export interface Code extends InputOptions {
  /** Its name in the head of a plan. */
  readonly name: string;
  /** The name of a file in messages. */
  nameOf(file: string): string;
}

export interface CodeContext {
  readonly signal: AbortSignal;
  /** Receives the output of apps. */
  readonly output: NodeJS.WritableStream;
}

/** The sides of a plan, as files. Temporary files are deleted afterwards. */
export async function withCode<T>(
  options: CodeOptions,
  context: CodeContext,
  work: (after: Code, before?: Code) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    const app = options.app === undefined ? undefined : await appOf(options.app, process.cwd());
    const after = app ? await outputOf(app, { name: 'the app', into: join(folder, 'after') }, context) : given(options);
    const { base } = options;
    if (base === undefined) return work(after);
    if (await isThere(base)) return work(after, given({ ...options, filename: [base] }));
    const checkout = { from: await fromOf(options), folder: join(folder, 'base'), signal: context.signal };
    return withCheckout(base, checkout, async (revision) => {
      const before = app
        ? await outputOfRevision(app, revision, join(folder, 'before'), context)
        : await committed(options, revision);
      return work(after, before);
    });
  });
}

function given({ filename, recursive }: InputOptions): Code {
  return { filename, recursive, name: filename.map(nameOf).join(' '), nameOf: (file) => file };
}

/** Runs an app. Its output may contain any folders. */
async function outputOf(app: App, { name, into }: { name: string; into: string }, context: CodeContext): Promise<Code> {
  await mkdir(into);
  await synthesize(app, into, context.signal, context.output);
  return { filename: [into], recursive: true, name, nameOf: (file) => `${name}: ${withoutFolder(file, into)}` };
}

async function outputOfRevision(app: App, revision: Checkout, into: string, context: CodeContext): Promise<Code> {
  const folder = await revision.place(app.folder);
  await provideDependencies(app.folder, folder, revision.name, context.signal);
  return outputOf({ ...app, folder }, { name: revision.name, into }, context);
}

/** The files of `-f`, as committed. */
async function committed({ filename, recursive }: InputOptions, revision: Checkout): Promise<Code> {
  if (filename.includes(STDIN_ARGUMENT)) {
    throw new ExpectedError(
      `--base ${revision.name}: standard input was not committed: name files, or a folder with --base`,
    );
  }
  const placed = await Promise.all(filename.map((path) => revision.place(path)));
  const isCommitted = await Promise.all(placed.map(isThere));
  if (!isCommitted.includes(true)) {
    const remedy = 'its output was not committed: run the app with --app, or name a folder with --base';
    throw new ExpectedError(`--base ${revision.name}: it has no ${filename.join(' ')}; ${remedy}`);
  }
  // other paths in it are new, and so is all that a directory without manifests contains now
  const present = placed.filter((_, index) => isCommitted[index]);
  const named = (file: string) => `${revision.name}: ${withoutFolder(file, revision.folder)}`;
  return { filename: present, recursive, mayBeEmpty: true, name: revision.name, nameOf: named };
}

function withoutFolder(file: string, folder: string): string {
  return file.startsWith(folder) ? file.slice(folder.length + 1) || '.' : file;
}

/** The folder in which the repository is searched: that of the app, or that of the first file. */
async function fromOf({ app, filename: [first] }: CodeOptions): Promise<string> {
  if (app !== undefined || first === undefined || first === STDIN_ARGUMENT) return process.cwd();
  const isFolder = await stat(first).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? first : dirname(first);
}
