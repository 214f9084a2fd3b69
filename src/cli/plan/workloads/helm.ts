import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mapOf, type ValueMap } from '../../../json';
import { parseYaml } from '../../../yaml';
import { ProgramError, runProgram } from '../program';
import { NotKnown } from './not-known';

/** The input for rendering a chart. */
export interface Rendering {
  /** The folder of the chart. */
  readonly chart: string;
  /** Of the release. */
  readonly name: string;
  readonly namespace: string;
  /** Whether the release already exists. */
  readonly isUpgrade: boolean;
  readonly values: ValueMap;
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
}

/** Where Helm fetches a chart. */
export interface ChartAddress {
  /** Its name in messages: `chart web 1.0.0`. */
  readonly label: string;
  /** The arguments of `helm pull`. */
  readonly args: readonly string[];
  /** Whether helm-controller adds the digest of the artifact to the version of the chart. */
  readonly hasDigest: boolean;
}

/** A repository may not respond. */
const TIMEOUT_MS = 120_000;

/** The number of cached renderings: a chart may render to megabytes. */
const MAX_KEPT = 32;

/** Helm's command. Its caches and downloads are in a folder that `close` removes. */
export class Helm {
  /** @returns undefined if it is not installed */
  static async find(program: string, signal: AbortSignal, timeoutMs = TIMEOUT_MS): Promise<Helm | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'fluxapp-helm-'));
    try {
      const version = await runProgram(program, ['version', '--template={{.Version}}'], { cwd: folder, signal });
      return new Helm(program, version.trim(), folder, signal, timeoutMs);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      if (error instanceof ProgramError) return undefined;
      throw error;
    }
  }

  private folders = 0;
  private readonly pulled = new Map<string, Promise<string>>();
  private readonly rendered = new Map<string, Promise<string>>();

  private constructor(
    private readonly program: string,
    readonly version: string,
    private readonly folder: string,
    private readonly signal: AbortSignal,
    private readonly timeoutMs: number,
  ) {}

  /** A new folder for a chart. */
  async newFolder(): Promise<string> {
    const path = join(this.folder, String(++this.folders));
    await mkdir(path);
    return path;
  }

  /**
   * Renders a chart without its hooks. Equal clusters share a rendering.
   *
   * @param which distinguishes renderings of one input
   */
  render(rendering: Rendering, which: string): Promise<string> {
    const rendered = once(this.rendered, JSON.stringify([rendering, which]), () => this.template(rendering));
    for (const oldest of this.rendered.keys()) {
      if (this.rendered.size <= MAX_KEPT) break;
      this.rendered.delete(oldest);
    }
    return rendered;
  }

  private async template(rendering: Rendering): Promise<string> {
    const { chart, name, namespace, isUpgrade, values, kubeVersion, apiVersions } = rendering;
    const args = [
      ...['template', '--no-hooks', `--namespace=${namespace}`, `--kube-version=${kubeVersion}`, '--values=-'],
      ...(isUpgrade ? ['--is-upgrade'] : []),
      ...apiVersions.map((version) => `--api-versions=${version}`),
      ...['--', name, chart],
    ];
    return this.run(args, 'the chart cannot be rendered', toJson(values));
  }

  /** Fetches a chart once. @returns its folder */
  pull(address: ChartAddress): Promise<string> {
    return once(this.pulled, JSON.stringify(address), () => this.fetch(address));
  }

  private async fetch({ label, args, hasDigest }: ChartAddress): Promise<string> {
    const folder = await this.newFolder();
    const pull = ['pull', '--untar', `--untardir=${folder}`, ...args];
    const said = await this.run(pull, `${label} cannot be fetched`);
    const [file] = (await readdir(folder, { recursive: true })).filter((path) => /^[^/]+\/Chart\.yaml$/.test(path));
    if (file === undefined) throw new NotKnown(`${label} is not a chart`);
    if (hasDigest) await addDigest(join(folder, file), /^Digest: sha256:([0-9a-f]{12})/m.exec(said)?.[1]);
    return join(folder, dirname(file));
  }

  private async run(args: readonly string[], failed: string, input?: string): Promise<string> {
    const env = { ...process.env, HELM_CACHE_HOME: join(this.folder, 'cache'), KUBECONFIG: '/dev/null' };
    const timeout = AbortSignal.timeout(this.timeoutMs);
    const signal = AbortSignal.any([this.signal, timeout]);
    try {
      return await runProgram(this.program, args, { cwd: this.folder, env, input, signal });
    } catch (error) {
      if (error === timeout.reason) throw new NotKnown(`${failed}: helm took longer than ${this.timeoutMs / 1000} s`);
      if (!(error instanceof ProgramError)) throw error;
      throw new NotKnown(`${failed}: ${this.reasonOf(error)}`);
    }
  }

  /** Helm's message, without the temporary folder and without the user in a URL. */
  private reasonOf({ stderr, message }: ProgramError): string {
    const lines = stderr.split('\n').filter((line) => line.startsWith('Error: '));
    const reason = lines[0]?.slice('Error: '.length) ?? message;
    return reason.replaceAll(`${this.folder}/`, '').replace(/\/\/[^/@\s]*@/g, '//');
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** The version of a chart in the format of helm-controller (its `mutateChartWithSourceRevision`). */
async function addDigest(file: string, digest = ''): Promise<void> {
  const chart = mapOf(parseYaml(await readFile(file, 'utf8'))[0]?.value);
  const version = `${String(chart.version).split('+')[0]}+${digest}`;
  await writeFile(file, JSON.stringify({ ...chart, version }));
}

/** Values in a format that Helm reads: JSON is YAML. */
function toJson(values: ValueMap): string {
  return JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
}

/** The promise for a key; the work is begun if there is none. */
export function once<T>(known: Map<string, Promise<T>>, key: string, begin: () => Promise<T>): Promise<T> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const begun = begin();
  begun.catch(() => {}); // avoids an unhandled rejection: the caller awaits the promise
  known.set(key, begun);
  return begun;
}
