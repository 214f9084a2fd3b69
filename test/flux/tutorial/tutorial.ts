/** Runs the commands of a tutorial of docs/ as a reader would, and compares what they print with the page. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { type Cluster, type Clusters, helmBinaries, prepareBinaries } from '../../../harness';
import { type Chart, type ChartRepository, serveCharts } from '../../../harness/chart-repository';
import { type GitRepository, serveGit } from '../../../harness/git-repository';
import { type Packed, pack } from '../../../harness/pack';

const docs = join(__dirname, '../../../docs');
const MARK = '#### ';
const TEMPLATE =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: podinfo\ndata:\n  replicas: "{{ .Values.replicaCount }}"\n';

/** A block of commands, and what the page says that it prints, if it does. */
interface Step {
  readonly commands: string;
  readonly stated?: string;
}

/** The blocks of commands of a page. A block of text right below one is its output. */
function stepsOf(page: string): Step[] {
  const blocks = page.matchAll(/^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?/gms);
  return [...blocks].map(([, commands = '', stated]) => ({ commands, stated }));
}

/** Without what differs between runs: durations, digests and commits, and the widths of columns. */
function comparable(output: string): string {
  return output
    .replace(/\b\d+(?:\.\d+)?(?:ms|s|m)\b/g, 'TIME')
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{7,64}\b/g, 'HEX')
    .replace(/[ \t]+/g, ' ')
    .replace(/ $/gm, '')
    .trimEnd();
}

/** Serves what tutorials need beside the clusters: charts, repositories, the package. */
export class TutorialStage {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tutorial-'));
  private readonly repositories: GitRepository[] = [];
  private packed?: Packed;
  private charts?: ChartRepository;

  constructor(private readonly running: Clusters<'host' | 'eu-1' | 'us-1'>) {}

  async open(): Promise<void> {
    // as "flux install" makes it
    await this.running.host.request('POST', '/api/v1/namespaces', { metadata: { name: 'flux-system' } });
    const files = { 'templates/a.yaml': TEMPLATE, 'values.yaml': 'replicaCount: 1\n' };
    const versions: Chart[] = ['6.9.0', '6.10.0'].map((version) => ({ name: 'podinfo', version, files }));
    this.charts = await serveCharts(versions);
    this.packed = pack();
  }

  async close(): Promise<void> {
    await Promise.all([this.charts, ...this.repositories].map((server) => server?.stop()));
    this.packed?.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** How many replicas the chart was installed with in a cluster. */
  async replicas(cluster: Cluster, namespace: string): Promise<string | undefined> {
    const { body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/configmaps/podinfo`);
    return body.data?.replicas;
  }

  /**
   * Runs a page from its first line to its last, and expects what it states.
   *
   * @param name of a page of docs/; its first block sets variables, which get the values of the stage here
   * @returns what each block of commands has printed
   */
  async run(name: string): Promise<string[]> {
    const folder = mkdtempSync(join(this.folder, 'run-'));
    const [first, ...steps] = stepsOf(readFileSync(join(docs, name), 'utf8')) as [Step, ...Step[]];
    const values = await this.values(folder);
    const charts = values.CHARTS as string;
    const script = [settings(first.commands, values), ...steps.map(({ commands }) => commands)]
      .map((commands, index) => `echo '${MARK}${index}'\n${commands}`)
      .join('');
    const { code, output } = await bash(script, folder, await this.environment(folder));
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    const printed = output.split(new RegExp(`^${MARK}\\d+\\n`, 'm')).slice(1);
    const shown = printed.map((each) => each.replaceAll(charts, shownValue(first.commands, 'CHARTS')));
    const compared = steps.flatMap(({ commands, stated }, index) =>
      stated === undefined ? [] : [{ commands, stated, actual: shown[index + 1] as string }],
    );
    const outputs = (of: 'stated' | 'actual') =>
      compared.map((step) => `$ ${step.commands}${comparable(step[of])}`).join('\n\n');
    expect(outputs('actual')).toBe(outputs('stated'));
    return printed;
  }

  /** By name the variables of a page. */
  private async values(folder: string): Promise<Record<string, string>> {
    const { host, clusters } = this.running;
    const git = await serveGit();
    this.repositories.push(git);
    const values: Record<string, string> = { GIT: git.url, CHARTS: (this.charts as ChartRepository).url };
    for (const [name, cluster] of Object.entries({ HOST: host, EU: clusters['eu-1'], US: clusters['us-1'] })) {
      values[name] = join(folder, `${name}.kubeconfig`);
      writeFileSync(values[name], cluster.kubeconfigYaml);
    }
    values.PACKAGE = join(folder, 'package.tgz');
    cpSync((this.packed as Packed).tarball, values.PACKAGE);
    return values;
  }

  /** The environment of a reader: the tools that a page requires, and nothing of this run. */
  private async environment(folder: string): Promise<NodeJS.ProcessEnv> {
    const helm = await prepareBinaries(helmBinaries);
    if (!helm.available) throw new Error(helm.reason);
    const tools = [process.execPath, this.running.host.connection.kubectl, helm.paths.helm].map(dirname);
    const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
    const own = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_(?!EXTRA)|VITEST|CI$)/i.test(name));
    const people = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
      [`GIT_${role}_NAME`, 'test'],
      [`GIT_${role}_EMAIL`, 'test@example.com'],
    ]);
    const home = process.env.HOME ?? folder;
    return {
      ...Object.fromEntries([...own, ...people]),
      ...{ PATH: [...tools, ...path].join(delimiter), HOME: folder, npm_config_prefer_offline: 'true' },
      ...{ npm_config_cache: process.env.npm_config_cache ?? join(home, '.npm') },
      ...{ npm_config_userconfig: process.env.NPM_CONFIG_USERCONFIG ?? join(home, '.npmrc') },
    };
  }
}

/** The block of variables, with other values. */
function settings(block: string, values: Readonly<Record<string, string>>): string {
  const set = block.replace(/^(\w+)=.*$/gm, (_, name: string) => `${name}='${values[name]}'`);
  expect(set).not.toContain('undefined');
  return set;
}

function shownValue(block: string, name: string): string {
  return new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1] ?? '';
}

/** Runs a script in the folder; the servers of the test go on meanwhile. What it leaves running ends with it. */
async function bash(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', `exec 2>&1\n${script}`], {
    ...{ cwd, env, detached: true },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit').finally(() => killGroup(child.pid));
  const [output, [code]] = await Promise.all([text(child.stdout), exit]);
  return { code, output };
}

function killGroup(pid = 0): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nothing is left
  }
}
