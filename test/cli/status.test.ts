import { describe, expect, test, vi } from 'vitest';
import { parseYaml } from '../../src/yaml/parse';
import { printYamlDocuments } from '../../src/yaml/print';
import { helmApplication, onHost } from '../application/applications';
import { dumped, listOf } from './dump';
import { fluxapp, folderOf } from './run';

vi.useFakeTimers({ now: new Date('2026-11-26T12:00:00Z'), toFake: ['Date'] });

const FAILURE = {
  status: 'False',
  reason: 'UpgradeFailed',
  message: 'Helm upgrade failed for release web/web: execution error at (hello/templates/config.yaml:6): no replicas',
} as const;
const left = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: {
    name: 'web--old-1--web',
    namespace: 'apps',
    labels: { 'app.kubernetes.io/managed-by': 'web' },
    annotations: { 'app.kubernetes.io/name': 'old-1-web', 'gitops.kubesphere.io/lowering-digest': 'sha256:0' },
  },
  spec: { kubeConfig: { secretRef: { name: 'old-1' } }, targetNamespace: 'web' },
};
const repository = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmRepository',
  metadata: { name: 'charts', namespace: 'apps', generation: 1 },
  status: {
    observedGeneration: 1,
    conditions: [
      { type: 'Ready', status: 'True', reason: 'Succeeded', message: 'stored artifact', observedGeneration: 1 },
    ],
    artifact: { revision: 'sha256:0' },
  },
};
const fleet = listOf([
  ...dumped('apps', 'web', [{}, FAILURE, { suspend: true }]),
  ...dumped('apps', 'shop', [{ version: '2.1.0' }]),
  ...dumped('other', 'web', [{}, {}]),
  left,
  repository,
]);
const status = (args: readonly string[], stdin = fleet, columns?: number) =>
  fluxapp(['status', ...args, '-f', '-'], { stdin, ...(columns === undefined ? {} : { isTTY: true, columns }) });

test('lists the applications', async () => {
  expect(await status([])).toEqual({
    code: 0,
    stderr: '',
    stdout: `\
NAMESPACE  NAME  TYPE         SOURCE                 REVISION  READY  STATE   AGE  MESSAGE
apps       shop  HelmRelease  HelmRepository/charts  2.1.0     1/1    Ready   6d
apps       web   HelmRelease  HelmRepository/charts  1.0.0     1/3    Failed  6d   member-1 failed: Helm upgrade failed for release web/web: execution error at (hello/templates/config.yaml:6): no replicas; member-2 suspended
other      web   HelmRelease  HelmRepository/charts  1.0.0     2/2    Ready   6d
`,
  });
  expect((await status(['-n', 'other'])).stdout.split('\n').slice(1)).toEqual([
    'other      web   HelmRelease  HelmRepository/charts  1.0.0     2/2    Ready  6d',
    '',
  ]);
});

test('an invalid Application without readable targets has the state Invalid', async () => {
  const application = helmApplication([5 as unknown as object]) as { metadata: object };
  const stdin = printYamlDocuments([{ ...application, metadata: { ...application.metadata, namespace: 'apps' } }]);
  const { stdout } = await status([], stdin);
  expect(stdout).toMatch(/^apps +podinfo .* Invalid /m);
  expect((await status(['--state', 'Invalid'], stdin)).stdout).toBe(stdout);
  expect((await status(['--state', 'Ready'], stdin)).stdout).not.toContain('podinfo');
});

test('values and a status may have integers that no number holds', async () => {
  const application = helmApplication([onHost('web', { values: { id: 1 } })]);
  const text = printYamlDocuments([{ ...application, status: { observedGeneration: 1 } }]);
  const { code, stderr } = await status(
    [],
    text.replaceAll(/(id|observedGeneration): 1$/gm, '$1: 12345678901234567890'),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('shows one in detail: the worst target first, what is left over and the sources apart', async () => {
  const { stdout } = await status(['web', '-n', 'apps']);
  expect(stdout).toMatchInlineSnapshot(`
    "Name:       web
    Namespace:  apps
    Type:       HelmRelease
    Source:     HelmRepository/charts
    Revision:   1.0.0
    Ready:      1/3
    State:      Failed
    Age:        6d
    Summary:    1 of 3 ready; member-1 failed: Helm upgrade failed for release web/web: execution error at (hello/templates/config.yaml:6): no replicas; member-2 suspended

    Targets:
    CLUSTER   NAMESPACE  STATE      REVISION  SUSPENDED  SINCE  MESSAGE
    member-1  web        Failed     1.0.0     no         2h     Helm upgrade failed for release web/web: execution error at (hello/templates/config.yaml:6): no replicas
    member-2  web        Suspended  1.0.0     yes               suspended; runs 1.0.0
    host      web        Ready      1.0.0     no         2h     installed

    Orphaned, without a target:
    CLUSTER  KIND         NAME             STATE     SINCE  MESSAGE
    old-1    HelmRelease  web--old-1--web  Orphaned         HelmRelease web--old-1--web is no longer part of the Application: delete it, or apply with pruning

    Sources:
    KIND            NAMESPACE  NAME    STATE  REVISION  MESSAGE
    HelmRepository  apps       charts  Ready  sha256:0  stored artifact
    "
  `);
});

describe('an application without an Application', () => {
  const [, ...releases] = dumped('apps', 'web', [{}, FAILURE, { suspend: true }]);
  const dump = listOf([...releases, ...dumped('apps', 'shop', [{}]), repository]);

  test('is listed by its objects', async () => {
    expect(await status([], dump)).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stderr": "",
        "stdout": "NAMESPACE  NAME  TYPE         SOURCE                 REVISION  READY  STATE   AGE  MESSAGE
      apps       shop  HelmRelease  HelmRepository/charts  1.0.0     1/1    Ready   6d
      apps       web   HelmRelease  HelmRepository/charts  1.0.0     1/3    Failed       member-1 failed: Helm upgrade failed for release web/web: execution error at (hello/templates/config.yaml:6): no replicas; member-2 suspended; there is no Application: missing targets cannot be detected
      ",
      }
    `);
    expect((await status(['-o', 'wide'], dump)).stdout).toMatchInlineSnapshot(`
      "NAMESPACE  NAME  host         member-1      member-2
      apps       shop  Ready 1.0.0  -             -
      apps       web   Ready 1.0.0  Failed 1.0.0  Suspended 1.0.0
      "
    `);
  });

  test('is said to have none in detail', async () => {
    expect((await status(['web'], dump)).stdout).toMatchInlineSnapshot(`
      "Name:         web
      Namespace:    apps
      Type:         HelmRelease
      Source:       HelmRepository/charts
      Revision:     1.0.0
      Ready:        1/3
      State:        Failed
      Summary:      1 of 3 ready; member-1 failed: Helm upgrade failed for release web/web: execution error at (hello/templates/config.yaml:6): no replicas; member-2 suspended; there is no Application: missing targets cannot be detected
      Application:  none. Its objects were written without one (applicationFormat: 'none'); or it was deleted and they are left over: apply it again, or delete them

      Targets:
      CLUSTER   NAMESPACE  STATE      REVISION  SUSPENDED  SINCE  MESSAGE
      member-1  web        Failed     1.0.0     no         2h     Helm upgrade failed for release web/web: execution error at (hello/templates/config.yaml:6): no replicas
      member-2  web        Suspended  1.0.0     yes               suspended; runs 1.0.0
      host      web        Ready      1.0.0     no         2h     installed

      Sources:
      KIND            NAMESPACE  NAME    STATE  REVISION  MESSAGE
      HelmRepository  apps       charts  Ready  sha256:0  stored artifact
      "
    `);
  });

  test('says so in JSON', async () => {
    const { targets, causes, ...rest } = JSON.parse((await status(['web', '-o', 'json'], dump)).stdout);
    expect(rest).toMatchInlineSnapshot(`
      {
        "apiVersion": "fluxapp/v1",
        "desired": 3,
        "kind": "Status",
        "message": "1 of 3 ready; member-1 failed: Helm upgrade failed for release web/web: execution error at (hello/templates/config.yaml:6): no replicas; member-2 suspended; there is no Application: missing targets cannot be detected",
        "name": "web",
        "namespace": "apps",
        "orphans": [],
        "ready": 1,
        "revision": "1.0.0",
        "source": "HelmRepository/charts",
        "sources": [
          {
            "isTemplate": false,
            "kind": "HelmRepository",
            "message": "stored artifact",
            "name": "charts",
            "namespace": "apps",
            "reason": "Succeeded",
            "revision": "sha256:0",
            "state": "Ready",
          },
        ],
        "state": "Failed",
        "type": "HelmRelease",
        "undeclared": true,
      }
    `);
    expect([targets.length, causes.length]).toEqual([3, 2]);
  });
});

test('names the version that a release is to run beside the one that runs', async () => {
  const asked = dumped('apps', 'web', [{ version: '0.9.0' }, { version: '1.0.0' }]);
  const { stdout } = await status(['web', '-n', 'apps'], listOf(asked));
  const revisions = stdout.split('\n').flatMap((line) => /Ready {2,}(.+?) {2,}no/.exec(line)?.[1] ?? []);
  expect(revisions).toEqual(['1.0.0', '0.9.0 -> 1.0.0']);
  const { stdout: json } = await status(['web', '-n', 'apps', '-o', 'json'], listOf(asked));
  const targets = JSON.parse(json).targets as { wanted?: string }[];
  expect(targets.map(({ wanted }) => wanted)).toEqual([undefined, '1.0.0']);
});

test('shows applications by clusters with -o wide', async () => {
  expect((await status(['-o', 'wide'])).stdout).toBe(`\
NAMESPACE  NAME  host         member-1      member-2
apps       shop  Ready 2.1.0  -             -
apps       web   Ready 1.0.0  Failed 1.0.0  Suspended 1.0.0
other      web   Ready 1.0.0  Ready 1.0.0   -
`);
});

test('clusters that do not fit beside the others follow below', async () => {
  const { stdout } = await status(['-o', 'wide'], fleet, 48);
  expect(plain(stdout)).toBe(`\
NAMESPACE  NAME  host         member-1
apps       shop  Ready 2.1.0  -
apps       web   Ready 1.0.0  Failed 1.0.0
other      web   Ready 1.0.0  Ready 1.0.0

NAMESPACE  NAME  member-2
apps       shop  -
apps       web   Suspended 1.0.0
other      web   -
`);
});

test('of more clusters than fit, each is a row, in a file as in a terminal', async () => {
  const told = Array.from({ length: 60 }, () => ({}));
  const large = listOf(['web', 'shop', 'cart', 'mail', 'auth'].flatMap((name) => dumped('apps', name, told)));
  for (const { stdout } of [await status(['-o', 'wide'], large), await status(['-o', 'wide'], large, 120)]) {
    const lines = plain(stdout).trimEnd().split('\n');
    expect(lines).toHaveLength(61);
    expect(lines.slice(0, 3)).toEqual([
      'CLUSTER    auth         cart         mail         shop         web',
      'host       Ready 1.0.0  Ready 1.0.0  Ready 1.0.0  Ready 1.0.0  Ready 1.0.0',
      'member-1   Ready 1.0.0  Ready 1.0.0  Ready 1.0.0  Ready 1.0.0  Ready 1.0.0',
    ]);
  }
});

test.each<[string, readonly string[], readonly string[]]>([
  ['a state', ['--state', 'failed'], ['apps/web: member-1']],
  ['states', ['--state', 'Failed,Suspended'], ['apps/web: member-1, member-2']],
  ['a state that an orphan has', ['--state', 'Orphaned'], ['apps/web: old-1']],
  ['a cluster', ['--cluster', 'member-1'], ['apps/web: member-1', 'other/web: member-1']],
  ['clusters', ['--cluster', 'member-2', '--cluster', 'old-1'], ['apps/web: member-2, old-1']],
  ['both', ['--state', 'Ready', '--cluster', 'member-1'], ['other/web: member-1']],
  ['both, and a namespace', ['--state', 'Ready', '--cluster', 'host', '-n', 'other'], ['other/web: host']],
  ['what there is not', ['--state', 'Stalled'], []],
])('shows the targets of %s', async (_, args, expected) => {
  type Row = { cluster?: string };
  type Item = { namespace: string; name: string; targets: Row[]; orphans: Row[] };
  const { items } = JSON.parse((await status([...args, '-o', 'json'])).stdout) as { items: Item[] };
  const shown = items.map(({ namespace, name, targets, orphans }) => {
    return `${namespace}/${name}: ${[...targets, ...orphans].map(({ cluster }) => cluster ?? 'host').join(', ')}`;
  });
  expect(shown).toEqual(expected);
});

test('what is said of a whole application is about all its targets, whichever are shown', async () => {
  const { stdout } = await status(['web', '-n', 'apps', '--state', 'Suspended']);
  expect(stdout).toContain('Ready:      1/3\nState:      Failed\n');
  expect(stdout).toContain('member-2  web ');
  expect(stdout).not.toContain('member-1  web ');
  const table = await status(['--state', 'Failed']);
  expect(table.stdout.split('\n').slice(1)).toEqual([expect.stringMatching(/^apps +web .* 1\/3 +Failed /), '']);
});

test.each([
  [['--state', 'Faild'], `No state is called "Faild"; did you mean "Failed"?`],
  [
    ['--state', 'Broken'],
    'there are Ready, Suspended, Reconciling, Unknown, Missing, Failed, Stalled, Orphaned, Invalid',
  ],
  [['--cluster', 'membr-1'], '--cluster: no target is on membr-1; did you mean "member-1"?'],
  [['--cluster', 'asia'], '--cluster: no target is on asia; there are host, member-1, member-2, old-1'],
])('%j is an error with a hint', async (args, message) => {
  const { code, stdout, stderr } = await status(args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(message);
});

test('selects Applications by label', async () => {
  const [application, ...releases] = dumped('apps', 'cart', [{}]) as [{ metadata: object }, ...object[]];
  const labelled = { ...application, metadata: { ...application.metadata, labels: { team: 'shop' } } };
  const input = listOf([labelled, ...releases, ...dumped('apps', 'web', [{}])]);
  const names = async (selector: string) => {
    const { items } = JSON.parse((await status(['-l', selector, '-o', 'json'], input)).stdout);
    return items.map(({ name }: { name: string }) => name);
  };
  expect(await names('team in (shop,web)')).toEqual(['cart']);
  expect(await names('team!=shop')).toEqual(['web']);
  expect((await status(['-l', 'team in'])).stderr).toContain('It must be a label selector');
});

test('nothing that is selected is no error', async () => {
  expect(await status(['--state', 'Stalled'])).toEqual({ code: 0, stdout: '', stderr: 'nothing is selected\n' });
});

test.each([30, 40, 60, 80, 120, 200])('no line is wider than a terminal of %i columns', async (columns) => {
  for (const args of [[], ['web', '-n', 'apps'], ['-o', 'wide']]) {
    const { stdout } = await status(args, fleet, columns);
    for (const line of plain(stdout).split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns);
  }
});

test('wide characters keep the columns straight, and nothing of a cluster moves the cursor', async () => {
  const message = '失敗しました\u001b[2J\nbad\u202e';
  const { stdout } = await status(
    ['web', '-n', 'apps'],
    listOf(dumped('apps', 'web', [{}, { ...FAILURE, message }])),
    200,
  );
  expect(plain(stdout)).not.toContain('\u001b');
  expect(plain(stdout)).toContain('失敗しました [2J bad\n');
  const { stdout: list } = await status([], fleet.replaceAll('"charts"', '"図表"').replaceAll('"shop"', '"a"'), 200);
  const ends = plain(list)
    .split('\n')
    .filter((line) => line.includes('図表'))
    .map((line) => line.indexOf('/'));
  expect(new Set(ends).size).toBe(1);
});

test('has colours on a terminal, unless NO_COLOR says otherwise', async () => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI', 'TMUX']) vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
  expect((await status([], fleet, 120)).stdout).toContain('\u001b[31mFailed\u001b[39m');
  expect((await status([], fleet)).stdout).not.toContain('\u001b');
  vi.stubEnv('NO_COLOR', '1');
  expect((await status([], fleet, 120)).stdout).not.toContain('\u001b');
  vi.unstubAllEnvs();
});

test('-o json and -o yaml say the same, and hold what is to be relied upon', async () => {
  const { stdout } = await status(['web', '-n', 'apps', '-o', 'json']);
  const one = JSON.parse(stdout);
  expect(one).toMatchObject({
    apiVersion: 'fluxapp/v1',
    kind: 'Status',
    namespace: 'apps',
    name: 'web',
    created: '2026-11-20T00:00:00Z',
    type: 'HelmRelease',
    source: 'HelmRepository/charts',
    revision: '1.0.0',
    desired: 3,
    ready: 1,
    state: 'Failed',
    targets: [
      { key: 'member-1-web', cluster: 'member-1', state: 'Failed', reason: 'UpgradeFailed', suspended: false },
      { key: 'member-2-web', cluster: 'member-2', state: 'Suspended', suspended: true },
      {
        key: 'web',
        namespace: 'web',
        name: 'web--host--web',
        state: 'Ready',
        since: '2026-11-26T10:00:00Z',
        flags: [],
      },
    ],
    orphans: [{ key: 'old-1-web', cluster: 'old-1', state: 'Orphaned' }],
    sources: [{ kind: 'HelmRepository', namespace: 'apps', name: 'charts', isTemplate: false, state: 'Ready' }],
  });
  const list = JSON.parse((await status(['-o', 'json'])).stdout);
  expect(list).toMatchObject({ apiVersion: 'fluxapp/v1', kind: 'StatusList' });
  expect(list.items[1]).toEqual(one);
  expect(parseYaml((await status(['-o', 'yaml'])).stdout)[0]?.value).toEqual(list);
});

test('an empty list is empty for programs, and said in words for people', async () => {
  const other = listOf([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]);
  expect(await status([], other)).toEqual({ code: 0, stdout: '', stderr: 'no Application of Flux in <stdin>\n' });
  expect(JSON.parse((await status(['-o', 'json'], other)).stdout).items).toEqual([]);
});

test('of kinds that a dump does not hold nothing is known', async () => {
  const [application] = dumped('apps', 'web', [{}]);
  const { stdout } = await status(['web', '-n', 'apps', '-o', 'json'], listOf([application as object]));
  expect(JSON.parse(stdout)).toMatchObject({
    state: 'Unknown',
    targets: [{ state: 'Unknown', reason: 'NotInInput', message: 'the input holds no HelmRelease' }],
  });
});

test('a target without its release is missing where there are others', async () => {
  const one = dumped('apps', 'web', [{}, {}], (release, index) => (index === 1 ? undefined : release));
  expect((await status([], listOf(one))).stdout).toContain('1/2    Missing');
});

test.each([
  [['wbe', '-n', 'apps'], 'no Application is named wbe in namespace apps of <stdin>: did you mean web?'],
  [['web'], '2 Applications are named web, in the namespaces apps, other: name one with -n'],
  [
    ['nothing'],
    'no Application is named nothing in <stdin>: fluxapp status, with the same options, lists the existing ones',
  ],
])('%j is an error of one line', async (args, message) => {
  expect(await status(args)).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` });
});

test('a dump that cannot be read is an error of one line, with its place', async () => {
  const folder = folderOf({ 'a.yaml': 'kind: [', 'empty.yaml': '' });
  expect(await folder.fluxapp(['status', '-f', './gone.yaml'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: ./gone.yaml: no such file or directory\n',
  });
  expect((await folder.fluxapp(['status', '-f', './a.yaml'])).stderr).toMatch(/^error: \.\/a\.yaml:1:\d+: .+\n$/);
  expect((await folder.fluxapp(['status', '-f', './empty.yaml'])).stderr).toBe('error: ./empty.yaml: is empty\n');
});

test('without a kubeconfig, or a server, it says what to do', async () => {
  const folder = folderOf({
    kubeconfig: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'here',
      contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
      clusters: [{ name: 'here', cluster: { server: 'http://127.0.0.1:9' } }],
      users: [{ name: 'me', user: {} }],
    }),
  });
  for (const command of [['status'], ['status', '-w'], ['wait', 'web']]) {
    const gone = await folder.fluxapp([...command, '--kubeconfig', './gone']);
    expect(gone).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^error: .*\.\/gone.*\n$/) });
    const refused = await folder.fluxapp([...command, '--kubeconfig', './kubeconfig']);
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: http://127.0.0.1:9 cannot be reached (ECONNREFUSED): check that it runs and that context "here" names the right server\n',
    });
  }
});

test('a dump cannot be watched', async () => {
  expect(await status(['-w'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      "error: option '-w, --watch' cannot be used with option '-f, --filename <path>'\nSee \"fluxapp status --help\" for usage.\n",
  });
});

/** The text without colors. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours begin with
  return text.replace(/\u001b\[\d+m/g, '');
}
