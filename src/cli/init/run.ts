import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MAX_RELEASE_NAME } from '../../application';
import { ExpectedError, several } from '../../diagnostics';
import { findPackage } from '../../package';
import { systemMessage } from '../input';
import { ExitCode, type Io } from '../shell';
import { terminalOf } from '../shell/terminal';
import { Asker, type Question } from './ask';
import { type Origin, projectFiles } from './files';
import {
  type Check,
  type CiSystem,
  isCiSystem,
  isGitUrl,
  isName,
  isRepositoryUrl,
  isVersion,
  type Project,
  packageNameOf,
  problemOf,
} from './project';

export interface InitOptions {
  readonly git?: string;
  /** The member clusters. */
  readonly cluster: readonly string[];
  readonly namespace?: string;
  readonly repository?: string;
  readonly chart?: string;
  readonly chartVersion?: string;
  readonly ci?: CiSystem;
  readonly package?: string;
  /** Uses defaults instead of asking questions. */
  readonly yes?: boolean;
}

/** A file of the project, and whether it is executable. */
interface NewFile {
  readonly text: string;
  readonly isScript?: boolean;
}

/**
 * `fluxapp init`: writes a new project, and prints the paths of its files.
 *
 * @returns the exit code: 0, or 1 if a file exists already, or an option has an invalid value
 */
export async function runInit(folder: string, options: InitOptions, io: Io): Promise<number> {
  const project = await projectOf(resolve(folder), options, io);
  const { folder: own, version } = findPackage();
  const { devDependencies } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
  const origin: Origin = { package: options.package ?? `^${version}`, versions: devDependencies };
  const files = new Map<string, NewFile>([...projectFiles(project, origin)].map(([path, text]) => [path, { text }]));
  for (const [path, file] of workflows(project.ci, join(own, 'examples/ci'))) files.set(path, file);
  await writeAll(folder, files);
  for (const path of [...files.keys()].sort()) io.stdout.write(`${join(folder, path)}\n`);
  const where = folder === '.' ? '' : `cd ${quoted(folder)} && `;
  io.stderr.write(`${several(files.size, 'file')} written; next: ${where}npm install && npm test, and README.md\n`);
  return ExitCode.Ok;
}

/** A path as a word for a POSIX shell. */
function quoted(path: string): string {
  return /^[\w./:=,@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** The workflows of a repository that Flux reads: the path of each in the project, and its example. */
const WORKFLOWS: Readonly<Record<CiSystem, Readonly<Record<string, string>>>> = {
  github: {
    '.github/workflows/plan.yaml': 'github/plan.yaml',
    '.github/workflows/comment.yaml': 'github/comment.yaml',
    '.github/workflows/git.yaml': 'github/git.yaml',
  },
  gitlab: { '.gitlab-ci.yml': 'gitlab-git-ci.yaml' },
  none: {},
};

/** The workflows for a CI system, and the scripts that they run. */
function workflows(system: CiSystem, examples: string): Map<string, NewFile> {
  const read = (path: string) => readFileSync(join(examples, path), 'utf8');
  const texts = Object.entries(WORKFLOWS[system]).map(([path, example]) => [path, read(example)] as const);
  const all = texts.map(([, text]) => text).join('');
  const scripts = readdirSync(join(examples, 'scripts')).filter((name) => all.includes(`ci/${name}`));
  return new Map<string, NewFile>([
    ...texts.map(([path, text]) => [path, { text }] as const),
    ...scripts.map((name) => [`ci/${name}`, { text: read(`scripts/${name}`), isScript: true }] as const),
  ]);
}

/** @throws ExpectedError if one of them exists already, before anything is written */
async function writeAll(folder: string, files: ReadonlyMap<string, NewFile>): Promise<void> {
  const there = [...files.keys()].filter((path) => existsSync(join(folder, path))).sort();
  if (there.length > 0) {
    throw new ExpectedError(
      `${there.map((path) => join(folder, path)).join(', ')}: there already; nothing was written`,
    );
  }
  for (const [path, { text, isScript = false }] of files) {
    const file = join(folder, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { flag: 'wx' });
      if (isScript) await chmod(file, 0o755);
    } catch (cause) {
      throw new ExpectedError(`${file}: ${systemMessage(cause, 'written')}`);
    }
  }
}

/** A field of the project: the option that sets it, and the question that asks for it. */
interface Field extends Question {
  readonly option: string;
  readonly given?: string;
  /** Whether the default is for the default chart only. */
  readonly isOfChart?: boolean;
}

const DEFAULT_CHART = 'podinfo';

/** The chart is the name of the application, and so of its Helm releases. */
const isChartName: Check = (text) =>
  isName(text) ??
  (text.length > MAX_RELEASE_NAME
    ? `has ${text.length} characters, at most ${MAX_RELEASE_NAME} are allowed in the name of a Helm release`
    : undefined);

/** @throws ExpectedError if an option is missing or invalid */
async function projectOf(folder: string, options: InitOptions, io: Io): Promise<Project> {
  const { git, cluster, namespace, repository, chart, chartVersion, ci, yes = false } = options;
  const fields = {
    git: { option: '--git', given: git, text: 'Git repository that Flux reads, a URL', check: isGitUrl },
    members: {
      ...{ option: '--cluster', given: cluster.length > 0 ? cluster.join(',') : undefined, byDefault: '' },
      text: 'Member clusters, in addition to the one that runs Flux, separated by commas',
      check: (text) => membersProblem(splitNames(text)),
    },
    namespace: { option: '--namespace', given: namespace, byDefault: 'apps', text: 'Namespace', check: isName },
    // before the fields whose default depends on it
    chart: { option: '--chart', given: chart, byDefault: DEFAULT_CHART, text: 'Chart', check: isChartName },
    repository: {
      ...{ option: '--repository', given: repository, text: 'Chart repository', check: isRepositoryUrl },
      ...{ byDefault: 'https://stefanprodan.github.io/podinfo', isOfChart: true },
    },
    version: {
      ...{ option: '--chart-version', given: chartVersion, text: 'Version', check: isVersion },
      ...{ byDefault: '6.9.0', isOfChart: true },
    },
    ci: {
      ...{ option: '--ci', given: ci, byDefault: 'github', text: 'CI system: github, gitlab or none' },
      check: isCiSystem,
    },
  } satisfies Readonly<Record<string, Field>>;
  const answers = await answersTo(Object.entries<Field>(fields), yes, io);
  const { members, ...rest } = answers as Readonly<Record<keyof typeof fields, string>>;
  return { ...rest, ci: rest.ci as CiSystem, name: packageNameOf(basename(folder)), members: splitNames(members) };
}

/** The values of fields, by their names: from the options, or from the answers of the user. */
async function answersTo(fields: readonly (readonly [string, Field])[], yes: boolean, io: Io) {
  const answers: Record<string, string> = {};
  for (const [name, { option, given, check }] of fields) {
    if (given === undefined) continue;
    const problem = problemOf(given, check);
    if (problem !== undefined) throw new ExpectedError(`${option}: ${problem}`);
    answers[name] = given;
  }
  const open = fields.filter(([name]) => answers[name] === undefined);
  if (open.length === 0) return answers;
  if (!yes && (!io.stdin.isTTY || terminalOf(io.stderr) === undefined)) {
    throw new ExpectedError('nothing was written: without a terminal to ask on, --yes is needed');
  }
  if (yes) return { ...answers, ...defaultsOf(open, answers) };
  const asker = new Asker(io);
  for (const [name, field] of open) {
    const answer = await asker.ask({ ...field, byDefault: defaultOf(field, answers) });
    if (answer === undefined) throw new ExpectedError('nothing was written: the questions were not answered');
    answers[name] = answer;
  }
  await asker.close();
  return answers;
}

/** @throws ExpectedError if a field has no default */
function defaultsOf(open: readonly (readonly [string, Field])[], answers: Readonly<Record<string, string>>) {
  const missing = open.filter(([, field]) => defaultOf(field, answers) === undefined).map(([, field]) => field);
  if (missing.length > 0) {
    const options = missing.map(({ option }) => option).join(' and ');
    const why = missing.some(({ isOfChart }) => isOfChart) ? `--yes and --chart ${answers.chart}` : '--yes';
    throw new ExpectedError(
      `nothing was written: ${options} ${missing.length > 1 ? 'are' : 'is'} required with ${why}`,
    );
  }
  return Object.fromEntries(open.map(([name, field]) => [name, defaultOf(field, answers)]));
}

/** @param answers those before the field: the chart is one of them, if it is not the default */
function defaultOf({ byDefault, isOfChart }: Field, { chart = DEFAULT_CHART }: Readonly<Record<string, string>>) {
  return isOfChart && chart !== DEFAULT_CHART ? undefined : byDefault;
}

/** The problem of a list of members, as the end of a sentence; undefined if it is valid. */
function membersProblem(names: readonly string[]): string | undefined {
  for (const [index, name] of names.entries()) {
    const problem = isName(name) ?? (name === 'host' ? 'is the cluster that runs Flux' : undefined);
    if (problem !== undefined) return `has ${JSON.stringify(name)}, which ${problem}`;
    if (names.indexOf(name) < index) return `has ${JSON.stringify(name)} twice`;
  }
  return undefined;
}

function splitNames(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}
