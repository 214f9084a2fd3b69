import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import { createProgram } from '../../../src/cli/main';
import { completerOf } from '../../../src/cli/shell';
import { STATES } from '../../../src/cli/status/selection-options';
import { helmApplication, onHost, onMember } from '../../application/applications';
import { kubeconfigOf } from '../../recorded/api-server';
import { fluxapp, folderOf } from '../run';

const program = createProgram(process, () => {});
const commands = program.createHelp().visibleCommands(program);

/** The lines of completions for the last word of a command line; the directive is the last line. */
async function completed(line: string): Promise<string[]> {
  const { code, stdout, stderr } = await fluxapp(['__complete', '--', ...line.split(' ')]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

const words = async (line: string) => (await completed(line)).slice(0, -1).map((each) => each.split('\t')[0]);

describe('without a cluster', () => {
  test('commands, with what they do', async () => {
    expect(await completed('s')).toEqual([
      'status\tshow the state of applications on their clusters',
      'suspend\tpause an Application: on some clusters, or on all',
      ':4',
    ]);
    expect(await words('')).toEqual(commands.map((command) => command.name()));
    expect(await words('help l')).toEqual(['lower']);
  });

  test.each(commands.map((command) => [command.name(), command] as const))(
    'all options of %s',
    async (name, command) => {
      const flags = command
        .createHelp()
        .visibleOptions(command)
        .flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined));
      expect(await words(`${name} -`)).toEqual(flags);
    },
  );

  test.each([
    ['status --outp', ['--output']],
    ['status -o ', ['table', 'wide', 'json', 'yaml', 'html', 'badge']],
    ['status -o w', ['wide']],
    ['status --output=j', ['--output=json']],
    ['status -Ao y', ['yaml']],
    ['completion f', ['fish']],
    ['import ', ['releases', 'applications', 'chart']],
    ['import releases --cl', ['--clusters']],
    ['import nonsense --cl', []],
    ['watch --log-level=', ['debug', 'info', 'warn', 'error'].map((level) => `--log-level=${level}`)],
    // an option that was already given is not suggested again, unless it is repeatable
    ['status -A --all', []],
    ['lower --filename=a.yaml --filena', ['--filename']],
    ['suspend --cluster eu --clus', ['--cluster']],
    // values of options are neither commands nor arguments
    ['lower -o json --rec', ['--recursive']],
    ['nonsense -', []],
    ['crds ', []],
    ['wait --timeout ', []],
    ['status -- -', []],
  ])('"fluxapp %s"', async (line, expected) => {
    expect(await words(line)).toEqual(expected);
  });

  test.each([
    ['status -f ', [':0']],
    ['status --filename=a', [':0']],
    ['lower -f a.yaml -f b', [':0']],
    ['import chart ./charts/web ./ch', [':0']],
    ['import chart --out ', [':0']],
    ['wait web --kubeconfig ', [':0']],
    ['status --state St', ['Stalled', ':6']],
    ['status --state failed,St', ['failed,Stalled', ':6']],
    ['status --state Stalled,stal', [':6']],
    ['wait web --report ', ['junit=', ':6']],
    ['wait web --report junit=', [':0']],
  ])('files where files are meant: "fluxapp %s"', async (line, expected) => {
    expect(await completed(line)).toEqual(expected);
  });

  test('no value is parsed, and no error printed', async () => {
    expect(await completed('wait web --timeout never --report x --nonsense -')).toContain(':4');
    expect(await completed('watch --concurrency many --log-level ')).toContain('warn');
    vi.stubEnv('KUBECONFIG', '/nonexistent/kubeconfig');
    for (const line of ['status ', 'status -n ', 'status --context ', 'suspend web --cluster ']) {
      expect(await completed(line)).toEqual([':4']);
    }
    vi.unstubAllEnvs();
  });
});

test('every command that talks to a cluster completes what it takes', () => {
  const declared = commands.map((command) => [
    command.name(),
    Object.fromEntries(
      [...command.options, ...command.registeredArguments]
        .filter((taker) => completerOf(taker) !== undefined)
        .map((taker) => ['long' in taker ? taker.long : taker.name(), completerOf(taker)]),
    ),
  ]);
  const cluster = { '--namespace': 'namespaces', '--context': 'contexts', '--kubeconfig': 'files' };
  const paused = { ...cluster, name: 'applications', '--cluster': 'clusters' };
  expect(Object.fromEntries(declared)).toEqual({
    status: { ...paused, '--filename': 'files', '--state': { words: STATES } },
    wait: { ...cluster, name: 'applications', '--report': 'junit' },
    suspend: paused,
    resume: paused,
    approve: { ...cluster, name: 'applications' },
    clusters: { ...cluster, '--filename': 'files' },
    init: { folder: 'files' },
    lower: { '--filename': 'files', '--charts': 'files' },
    explain: { '--chart': 'files', '--filename': 'files' },
    plan: { ...cluster, '--filename': 'files', '--base': 'files', '--out': 'files', '--helm': 'files' },
    apply: { ...cluster, '--filename': 'files', plan: 'files' },
    crds: {},
    ui: { ...cluster, '--plan': 'files', '--out': 'files' },
    watch: { ...cluster, '--lease-namespace': 'namespaces' },
    controller: { ...cluster, '--lease-namespace': 'namespaces' },
    handover: { ...cluster, name: 'applications' },
    import: {},
    eject: { '--filename': 'files', '--out': 'files' },
    install: { '--namespace': 'namespaces', '--watch-namespace': 'namespaces' },
    help: { command: 'commands' },
    version: {},
    completion: {},
  });
});

describe('names of a cluster', () => {
  let server: FakeApiServer;

  beforeEach(async () => {
    const application = (name: string, namespace: string, clusters: readonly string[]) => {
      const entries = clusters.map((cluster) => (cluster === 'host' ? onHost('web') : onMember(cluster, 'web')));
      return helmApplication(entries, { metadata: { name, namespace } });
    };
    const other = { ...application('argo', 'apps', []), spec: { kind: 'argocd' } };
    server = await FakeApiServer.start([
      ...['default', 'apps', 'shop'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      ...[application('web', 'apps', ['host', 'eu-1']), application('wiki', 'apps', ['us-1']), other],
      application('shop', 'shop', ['host']),
    ]);
    const config = JSON.parse(kubeconfigOf(server.url));
    config.contexts.push({ name: 'arn:aws:eks:eu:1:cluster/shop', context: { cluster: 'here', namespace: 'shop' } });
    const { path } = folderOf({ kubeconfig: JSON.stringify(config) });
    vi.stubEnv('KUBECONFIG', `${path}/kubeconfig`);
    vi.stubEnv('FLUXAPP_COMPLETION_TIMEOUT', '1m'); // for slow machines
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await server.close();
    });
  });

  test.each([
    ['status -n ', ['apps', 'default', 'shop']],
    ['status --namespace=d', ['--namespace=default']],
    ['watch --lease-namespace sh', ['shop']],
    ['wait --context ', ['arn:aws:eks:eu:1:cluster/shop', 'here']],
    ['status ', ['web', 'wiki']],
    ['wait w', ['web', 'wiki']],
    ['wait web ', ['wiki']],
    ['status web ', []],
    ['status -n shop ', ['shop']],
    ['status --context arn:aws:eks:eu:1:cluster/shop ', ['shop']],
    ['resume -A ', ['shop', 'web', 'wiki']],
    ['suspend web --cluster ', ['eu-1', 'host']],
    ['suspend web --cluster eu-1 --cluster ', ['host']],
    ['suspend --cluster=', ['--cluster=eu-1', '--cluster=host', '--cluster=us-1']],
    ['suspend gone --cluster ', []],
  ])('"fluxapp %s"', async (line, expected) => {
    expect(await words(line)).toEqual(expected);
  });

  test('one list is enough, and none for what needs no cluster', async () => {
    await words('suspend web --cluster ');
    await words('status -n ');
    expect(server.requests).toEqual([
      'GET /apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications?resourceVersion=0',
      'GET /api/v1/namespaces?resourceVersion=0',
    ]);
    await words('status --context ');
    await words('status -o ');
    expect(server.requests).toHaveLength(2);
  });

  test('a cluster that refuses, or does not answer in time, has no names', async () => {
    server.faults.push({ on: 'list', fault: { kind: 'status', status: 403 } });
    expect(await completed('status ')).toEqual([':4']);
    server.faults.push({ on: 'list', fault: { kind: 'silence' } });
    vi.stubEnv('FLUXAPP_COMPLETION_TIMEOUT', '50ms');
    expect(await completed('status ')).toEqual([':4']);
  });
});
