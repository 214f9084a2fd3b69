/** docs/tutorial.md, from its first line to its last, with three clusters and a chart repository of the harness. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { helmBinaries, prepareBinaries } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { type GitRepository, serveGit } from '../../harness/git-repository';
import { type Packed, pack } from '../../harness/pack';
import { describeWithClusters } from '../../harness/suite';
import { limit } from '../random-runs';

const page = readFileSync(join(__dirname, '../../docs/tutorial.md'), 'utf8');
const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block as string);
const MARK = '#### ';

const CONFIG_MAP =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: podinfo\ndata:\n  replicas: "{{ .Values.replicaCount }}"\n';

describeWithClusters('the tutorial', { clusters: ['host', 'eu-1', 'us-1'], flux: true }, (running) => {
  let folder: string;
  let charts: ChartRepository;
  let git: GitRepository;
  let packed: Packed;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tutorial-'));
    const files = { 'templates/a.yaml': CONFIG_MAP, 'values.yaml': 'replicaCount: 1\n' };
    charts = await serveCharts([{ name: 'podinfo', version: '6.9.0', files }]);
    git = await serveGit();
    packed = pack();
    // as "flux install" makes it
    await running().host.request('POST', '/api/v1/namespaces', { metadata: { name: 'flux-system' } });
  }, limit(120_000));
  afterAll(async () => {
    await Promise.all([charts?.stop(), git?.stop()]);
    packed?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the first block says, for the clusters of the test. */
  function settings(block: string): string {
    const { host, clusters } = running();
    const kubeconfigs = { HOST: host, EU: clusters['eu-1'], US: clusters['us-1'] };
    const values: Record<string, string> = { GIT: git.url, CHARTS: charts.url };
    for (const [name, cluster] of Object.entries(kubeconfigs)) {
      values[name] = join(folder, `${name}.kubeconfig`);
      writeFileSync(values[name], cluster.kubeconfigYaml);
    }
    values.PACKAGE = join(folder, 'package.tgz');
    cpSync(packed.tarball, values.PACKAGE);
    const set = block.replace(/^(\w+)=.*$/gm, (_, name: string) => `${name}='${values[name]}'`);
    expect(set).not.toContain('undefined');
    return set;
  }

  /** Runs a script in the folder; the servers of the test go on meanwhile. */
  async function bash(script: string, env: NodeJS.ProcessEnv) {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code, stdout, stderr };
  }

  const replicas = async (name: 'host' | 'eu-1' | 'us-1') =>
    (await running().clusters[name].request('GET', '/api/v1/namespaces/podinfo/configmaps/podinfo')).body.data
      ?.replicas;

  test(
    'is true in every line',
    async () => {
      const { host } = running();
      const helm = await prepareBinaries(helmBinaries);
      if (!helm.available) throw new Error(helm.reason);
      const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
      const tools = [process.execPath, host.connection.kubectl, helm.paths.helm].map(dirname);
      const env: NodeJS.ProcessEnv = {
        ...Object.fromEntries(
          Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_(?!EXTRA)|VITEST|CI$)/i.test(name)),
        ),
        ...{ PATH: [...tools, ...path].join(delimiter), HOME: folder, npm_config_prefer_offline: 'true' },
        ...{ npm_config_cache: process.env.npm_config_cache ?? join(process.env.HOME ?? folder, '.npm') },
        ...{ npm_config_userconfig: process.env.NPM_CONFIG_USERCONFIG ?? join(process.env.HOME ?? folder, '.npmrc') },
        ...Object.fromEntries(
          ['AUTHOR', 'COMMITTER'].flatMap((role) => [
            [`GIT_${role}_NAME`, 'test'],
            [`GIT_${role}_EMAIL`, 'test@example.com'],
          ]),
        ),
      };
      const [first, ...rest] = blocks as [string, ...string[]];
      const script = [settings(first), ...rest].map((block, index) => `echo '${MARK}${index}'\n${block}`).join('');
      const { code, stdout, stderr } = await bash(script, env);
      expect({ code, said: code === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({ code: 0, said: '' });
      const printed = stdout.split(new RegExp(`^${MARK}\\d+\\n`, 'm')).slice(1);
      const [, project, , secrets, , status, planned, , , left] = printed as string[];
      expect(project).toContain('src/podinfo.ts\n');
      expect(project).toContain('pass 2\n');
      expect(secrets).not.toContain('missing');
      expect(status).toContain('deployed');
      expect(planned).toContain('Plan: 0 to add, 2 to change, 0 to destroy.');
      expect(left).toContain('Flux uninstalls Helm release podinfo/podinfo');
      expect([await replicas('host'), await replicas('eu-1'), await replicas('us-1')]).toEqual(['1', '2', undefined]);
    },
    limit(600_000),
  );
});
