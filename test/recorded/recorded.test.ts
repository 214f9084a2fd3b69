import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, YamlOutputType } from 'cdk8s';
import { beforeEach, expect, test, vi } from 'vitest';
import { FleetNamespace } from '../../examples/fleet';
import { GuestBook } from '../../examples/kustomization';
import { Podinfo } from '../../examples/podinfo';
import { SharedTemplate } from '../../examples/shared-template';
import { Waves } from '../../examples/waves';
import { Cluster, FleetApp, FluxApplication, HelmRepository } from '../../src';
import { ApiServer, kubeconfigOf } from './api-server';
import { DUMPS, listOf, manyStates } from './dumps';
import { type Command, Recording, sha256 } from './recording';

/**
 * Compares the output of every command, and the manifests synthesized from examples, byte by byte with the text files
 * in this folder. A difference is a change that users see. If it is intended, `npx vitest run --project unit
 * test/recorded -u` records it again, and the diff of the text files shows it. To record something else, add it to a
 * list below, or add a test.
 */

const COMMANDS = [
  ...['status', 'ui', 'wait', 'lower', 'plan', 'apply', 'watch', 'suspend', 'resume', 'clusters', 'crds', 'completion'],
  ...['explain', 'import', 'eject', 'install', 'init', 'help', 'version'],
] as const;
const CLUSTER_COMMANDS = [
  ['status'],
  ['status', 'web'],
  ['wait', 'web'],
  ['suspend', 'web'],
  ['resume', 'web'],
  ['watch', '--once'],
  ['clusters', '-A'],
];
const LOWER_OUTPUTS = [[], ['-o', 'json'], ['--explain'], ['--explain', '-o', 'json']];
const root = join(__dirname, '../..');

vi.useFakeTimers({ now: new Date('2026-11-26T12:00:00Z'), toFake: ['Date'] });

/** Variables that affect the output, or the choice of the cluster. */
const VARIABLES = [
  ...['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI', 'TMUX', 'COLORTERM'],
  ...['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT', 'CDK8S_RECORD_CONSTRUCT_METADATA', 'CDK8S_OUTDIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'],
];

beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
  vi.stubEnv('KUBECONFIG', '/nonexistent/kubeconfig');
  return () => vi.unstubAllEnvs();
});

/** A test that records a group of commands in `<name>.txt`. */
function record(name: string, run: (recording: Recording) => Promise<void>, longest?: number): void {
  test(name, async () => {
    const recording = new Recording(longest);
    try {
      await run(recording);
      await expect(recording.toString()).toMatchFileSnapshot(`${name}.txt`);
    } finally {
      recording.close();
    }
  });
}

async function all(recording: Recording, commands: readonly (readonly string[])[], more: Partial<Command> = {}) {
  for (const args of commands) await recording.command({ ...more, args });
}

/** Applications, some valid and some invalid; generate.ts writes them. */
const generated = readFileSync(join(__dirname, 'applications.jsonl'), 'utf8').trimEnd().split('\n');

function fixture(...path: string[]): string {
  return readFileSync(join(root, 'test/fixtures', ...path), 'utf8');
}

record('help', async (recording) => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  recording.mask(version, 'VERSION');
  await all(recording, [['--help'], ['-h'], [], ['--version'], ...COMMANDS.map((command) => [command, '--help'])]);
  await recording.command({ args: ['lower', '-h'], columns: 200 });
  recording.mask(process.version, 'v24.0.0');
  recording.mask(`${process.platform}/${process.arch}`, 'linux/x64');
  await all(recording, [['help'], ['help', 'status'], ['help', 'lowr'], ['help', 'nonsense']]);
  await all(recording, [['version'], ['version', '-o', 'json'], ['version', '-o', 'yaml']]);
});

record(
  'completion',
  async (recording) => {
    await all(recording, [
      ['completion', 'bash'],
      ['completion', 'zsh'],
      ['completion', 'fish'],
    ]);
  },
  30_000,
);

record('usage', async (recording) => {
  for (const command of COMMANDS) {
    await all(recording, [
      [command, '--nonsense'],
      [command, '--helq'],
      [command, '-o'],
      [command, '-o', 'nonsense'],
      [command, '-n'],
      [command, 'a', '-n', 'apps', '-A'],
      [command, 'a', 'b', 'c', '-A', '-n', 'apps'],
      [command, '--output=xml'],
    ]);
  }
  await all(recording, [
    ['nonsense'],
    ['lowr'],
    ['stats', '-A'],
    ['help'],
    ['--nonsense'],
    ['-V'],
    ['wait'],
    ['wait', '--timeout', '5m'],
    ['suspend'],
    ['resume'],
    ['completion'],
    ['completion', 'tcsh'],
    ['completion', 'bash', 'zsh'],
    ['crds', 'all'],
    ['status', 'a', 'b'],
    ['status', '-f'],
    ['status', '-w', '-f', './a.yaml'],
    ['status', '-f', './a.yaml', '--watch', '-o', 'json'],
    ['lower', '-f'],
    ['lower', 'a.yaml'],
    ['lower', '-f', 'a.yaml', 'b.yaml'],
    ['lower', '--recursiv'],
    ['lower', '-o', 'table'],
    ['wait', 'web', '--timeout', '5'],
    ['wait', 'web', '--timeout', '-1s'],
    ['wait', 'web', '--timeout', '720h'],
    ['wait', 'web', '--failure-grace', 'long'],
    ['apply', '-f', 'a.yaml', '--timeout', '2000h'],
    ['apply', '-f', 'a.yaml', '--wait', '--soak', '577h'],
    ['wait', 'web', '--for', 'deleted'],
    ['wait', 'web', '--report', 'xml=a'],
    ['wait', 'web', '--report', 'junit='],
    ['suspend', 'web', 'shop'],
    ['suspend', 'web', '--cluster'],
    ['suspend', 'web', '--until', 'tomorrow'],
    ['suspend', 'web', '--until', '0h'],
    ['suspend', 'web', '--until', '2020-01-01T00:00:00Z'],
    ['resume', '--expired', 'a', 'b'],
    ['resume', 'web', '--until', '4h'],
    ['watch', 'web'],
    ['watch', '--log-level', 'loud'],
    ['watch', '--concurrency', '0'],
    ['watch', '--concurrency', 'many'],
    ['watch', '--kube-api-qps', '-1'],
    ['watch', '--kube-api-burst', '1.5'],
    ['watch', '--once', '--metrics-address', 'nowhere'],
    ['watch', '--once', '-l', 'a=='],
  ]);
  await recording.command({ args: ['lower'], isTyped: true });
  await recording.command({ args: ['lower', '-f', '-'], isTyped: true });
  await recording.command({ args: ['status', '-f', '-'], isTyped: true });
});

record('crds', async (recording) => {
  await all(recording, [['crds'], ['crds', '-o', 'yaml'], ['crds', '-o', 'json']], { isDigestOnly: true });
});

record('lower-fixtures', async (recording) => {
  for (const path of ['helm', 'kustomization', 'members', 'template'].flatMap((name) => [
    `${name}.yaml`,
    `lowered/${name}.yaml`,
  ])) {
    const command = { stdin: fixture('upstream', path), stdinName: path };
    for (const output of LOWER_OUTPUTS) await recording.command({ ...command, args: ['lower', ...output] });
    await recording.command({ ...command, args: ['lower', '--strict'] });
  }
});

record(
  'lower-generated',
  async (recording) => {
    for (const [index, stdin] of generated.entries()) {
      for (const output of LOWER_OUTPUTS) {
        const isDigestOnly = output.length > 0;
        await recording.command({
          args: ['lower', ...output],
          stdin,
          stdinName: `applications.jsonl:${index + 1}`,
          isDigestOnly,
        });
      }
    }
    await recording.command({ args: ['lower'], stdin: generated.join('\n'), stdinName: 'applications.jsonl' });
  },
  1000,
);

record('lower-input', async (recording) => {
  const helm = fixture('upstream/helm.yaml');
  const kustomization = fixture('upstream/kustomization.yaml');
  const user = fixture('upstream/template.yaml');
  const item = JSON.parse(generated[1] as string);
  recording.files({
    'apps/b.yaml': helm,
    'apps/a.yml': kustomization,
    'apps/nested/c.json': generated[2] as string,
    'apps/nested/deep/d.yaml': 'a: 1\n',
    'apps/notes.txt': 'no YAML',
    'empty/': '',
    'texts/read.me': 'a',
    'user.yaml': user,
    'empty.yaml': '',
    'comments.yaml': '# a\n---\n# b\n',
    'text.yaml': 'hello\n',
    'list.yaml': '# a\n- b\n',
    'broken.yaml': 'a: [b\n---\n\nc: d: e\n',
    'broken.json': '{"kind": "List", "items": [}',
    'keys.yaml': 'a: 1\nb: 2\na: 3\nb: 4\n',
    'tabs.yaml': 'a:\n\t- b\n',
    'alias.yaml': `${helm}---\na: *nowhere\n`,
    'latin.yaml': Buffer.from([0x61, 0x3a, 0x20, 0xe9]),
    'utf16.yaml': Buffer.from([0xff, 0xfe, 0x61, 0x00]),
    'zero.yaml': Buffer.from([0x61, 0x3a, 0x20, 0x00]),
    'gzip.yaml': Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
    'bom.yaml': `\ufeff${kustomization}`,
    'crlf.yaml': kustomization.replaceAll('\n', '\r\n'),
    'twice.yaml': `${helm}---\n${helm}`,
    'items.yaml': `apiVersion: v1\nkind: List\nitems:\n  - 1\n  - kind: List\n    items: [~]\n  - ${JSON.stringify(item)}\n`,
    'items.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item, JSON.parse(generated[2] as string)] }),
    'others.yaml':
      'apiVersion: v1\nkind: ConfigMap\n---\nkind: Secret\n---\napiVersion: gitops.kubesphere.io/v1alpha1\nkind: Application\nspec: {kind: argocd}\n---\na: 1\n',
    'mixed.yaml': `apiVersion: v1\nkind: ConfigMap\n---\n${helm}`,
    'version.yaml': helm.replace('v1alpha1', 'v1'),
    'duration.yaml': kustomization.replace(/interval: .*/, 'interval: "10"'),
    'typo.yaml': kustomization.replace('prune:', 'prun:'),
    'engine.yaml': helm.replace('kind: fluxcd', 'kind: fluxCD'),
  });
  const files = [
    ...[
      'user',
      'empty',
      'comments',
      'text',
      'list',
      'broken',
      'keys',
      'tabs',
      'alias',
      'latin',
      'utf16',
      'zero',
      'gzip',
    ],
    ...['bom', 'crlf', 'twice', 'items', 'others', 'mixed', 'version', 'duration', 'typo', 'engine', 'missing'],
  ].map((name) => `./${name}.yaml`);
  await all(
    recording,
    [
      ...files,
      './broken.json',
      './items.json',
      './apps',
      './apps/',
      './apps/../user.yaml',
      './user.yaml/a',
      './empty',
      './texts',
    ].map((file) => ['lower', '-f', file]),
  );
  await all(recording, [
    ['lower', '-R', '-f', './apps'],
    ['lower', '-R', '-f', './apps', '-o', 'json'],
    ['lower', '-R', '-f', './apps', '--explain'],
    ['lower', '-f', './apps', '-f', './apps/b.yaml'],
    ['lower', '-f', './user.yaml', '--strict'],
    ['lower', '-f', './user.yaml', '-f', './apps', '--strict'],
    ['lower', '-f', './user.yaml', '--explain', '--strict'],
    ['lower', ...['typo', 'broken', 'missing', 'duration'].flatMap((name) => ['-f', `./${name}.yaml`])],
    ['lower', '-R', '-f', '.'],
    ['lower'],
  ]);
  await all(
    recording,
    [
      ['lower', '-f', '-', '-f', '-'],
      ['lower', '-f', './apps', '-f', '-'],
      ['lower', '-f', '-', '-f', './apps/b.yaml', '-o', 'json'],
    ],
    { stdin: user, stdinName: 'template.yaml' },
  );
  for (const columns of [80, 200]) {
    await all(
      recording,
      [
        ['lower', '-f', './user.yaml'],
        ['lower', '-f', './typo.yaml', '-f', './duration.yaml'],
        ['lower', '-f', './apps', '--explain'],
      ],
      { columns },
    );
  }
});

record('lower-faults', async (recording) => {
  const helm = fixture('upstream/helm.yaml').replace(/^#.*\n/, '');
  const other = helm.replace('name: chengleqi-test-helm', 'name: other');
  const [before, after] = helm.split(/(?<=\n)(?= *config:)/) as [string, string];
  recording.files({
    'folder/app.yaml': helm,
    'folder/values.yaml': 'replicas: 2\n',
    'folder/patch.yaml': '- op: replace\n  path: /spec/replicas\n  value: 2\n',
    'folder/text.yml': 'hello\n',
    'folder/list.json': '[{"a": 1}]',
    'folder/node_modules/a/app.yaml': other,
    'folder/.git/config.yaml': 'a: [\n',
    'folder/nested/.hidden.yaml': 'a: [\n',
    'folder/nested/items.yaml': 'apiVersion: v1\nkind: List\nitems: [1]\n',
    'engines/a.yaml': helm,
    'engines/kind.yaml': other.replace('kind: Application', 'kind: application'),
    'engines/no-spec.yaml': other.slice(0, other.indexOf('spec:')),
    'engines/no-engine.yaml': `${other.slice(0, other.indexOf('spec:'))}spec: {}\n`,
    'engines/engine.yaml': other.replace('kind: fluxcd', 'kind: fluxless'),
    'engines/group.yaml': other.replace('gitops.kubesphere.io', 'gitops.kubesphere.oi'),
    'bom.yaml': `\ufeff${helm}---\n\ufeff${other}`,
    'bom-within.yaml': `${helm.replace('kind: fluxcd', 'kind: \ufefffluxcd')}`,
    'template.yaml': `${before}{{- if .Values.on }}\n${after}{{- end }}\n`,
    'template-value.yaml': helm.replace('kind: fluxcd', 'kind: {{ .Values.engine }}'),
    'template-range.yaml': `{{- range .Values.names }}\n---\n${helm}{{- end }}\n`,
    'conflict.yaml': `${before}<<<<<<< HEAD\n${after}=======\n${after}>>>>>>> main\n`,
    'conflict-diff3.yaml': `${before}<<<<<<< HEAD\n${after}||||||| 1a2b3c4\n${after}=======\n${after}>>>>>>> main\n`,
    'indentation.yaml': helm.replace(/^ {6}config:/m, '     config:'),
    'indentation-key.yaml': helm.replace('  kind: fluxcd', '  kind: fluxcd\n    fluxApp:'),
    'no-break-space.yaml': helm.replace('  kind: fluxcd', '\u00a0\u00a0kind: fluxcd'),
    'no-break-space-value.yaml': helm.replace('kind: fluxcd', 'kind:\u00a0fluxcd'),
    'tabs.yaml': helm.replace('  kind: fluxcd', '\tkind: fluxcd'),
    'tabs-all.yaml': helm.replace(/^(?: {2})+/gm, (indent) => '\t'.repeat(indent.length / 2)),
    'quote.yaml': helm.replace('kind: fluxcd', 'kind: "fluxcd'),
  });
  await all(recording, [
    ['lower', '-f', './folder'],
    ['lower', '-R', '-f', './folder'],
    ['lower', '-f', './folder/values.yaml', '-f', './folder/patch.yaml'],
    ['lower', '-f', './engines'],
    ...[
      ...['bom', 'bom-within', 'template', 'template-value', 'template-range', 'conflict', 'conflict-diff3'],
      ...['indentation', 'indentation-key', 'no-break-space', 'no-break-space-value', 'tabs', 'tabs-all', 'quote'],
    ].map((name) => ['lower', '-f', `./${name}.yaml`]),
  ]);
});

for (const [name, objects] of Object.entries(DUMPS)) {
  record(
    `status-${name}`,
    async (recording) => {
      const dump = objects();
      const stdin = { stdin: listOf(dump), stdinName: `the dump ${name}` };
      const status = (args: readonly string[], more: Partial<Command> = {}) =>
        recording.command({ ...stdin, ...more, args: ['status', ...args, '-f', '-'] });
      for (const args of [[], ['-o', 'wide'], ['-n', 'apps'], ['-n', 'gone'], ['-n', 'apps', '-o', 'wide']])
        await status(args);
      for (const columns of [40, 80, 200]) {
        for (const args of [[], ['-o', 'wide']]) await status(args, { columns });
      }

      for (const [index, { namespace, name: application }] of listed(dump).entries()) {
        await status([application, '-n', namespace]);
        if (index < 3) await status([application, '-n', namespace], { columns: 80 });
        if (index < 2) await status([application, '-n', namespace], { columns: 200 });
        if (index < 2) await status([application, '-n', namespace, '-o', 'yaml']);
        if (index < 2) await status([application, '-n', namespace, '-o', 'wide']);
      }
      await status(['-o', 'json']);
      await status(['-o', 'yaml'], { isDigestOnly: true });
      await status(['wbe']);
      await status(['web']);
      await status(['gone', '-n', 'apps']);
      await status(['-A']);
    },
    6000,
  );
}

/** The Applications in a dump that have a namespace, in the order of the dump. */
function listed(dump: readonly object[]) {
  return (dump as readonly { kind: string; metadata: { namespace: string; name: string } }[])
    .filter(({ kind, metadata }) => kind === 'Application' && metadata.namespace !== undefined)
    .map(({ metadata }) => metadata);
}

record('status-input', async (recording) => {
  recording.files({
    'empty.yaml': '',
    'broken.yaml': 'kind: [',
    'text.yaml': 'hello\n',
    'other.json': listOf([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]),
    'none.json': listOf([]),
    'dump/a.json': listOf((DUMPS.healthy?.() ?? []).slice(0, 6)),
    'dump/b.json': listOf((DUMPS.healthy?.() ?? []).slice(6)),
  });
  for (const file of ['gone.yaml', 'empty.yaml', 'broken.yaml', 'text.yaml', 'other.json', 'none.json', 'dump']) {
    await all(recording, [
      ['status', '-f', `./${file}`],
      ['status', 'web', '-f', `./${file}`],
      ['status', '-o', 'json', '-f', `./${file}`],
      ['status', '-o', 'wide', '-f', `./${file}`],
    ]);
  }
  await all(recording, [['status', '-f', '-']], { stdin: '' });
});

record('status-dump-twice', async (recording) => {
  const dump = DUMPS.healthy?.() ?? [];
  recording.files({
    'twice.json': `${listOf(dump)}\n${listOf(dump)}`,
    'twice.yaml': `${listOf(dump)}\n---\n${listOf(dump)}`,
    'folder/a.json': listOf(dump),
    'folder/b.json': listOf(dump),
    'items.json': listOf([...dump, ...dump]),
  });
  for (const file of ['twice.json', 'twice.yaml', 'folder', 'items.json']) {
    await all(recording, [
      ['status', '-f', `./${file}`],
      ['status', 'web', '-f', `./${file}`],
      ['status', 'web', '-n', 'apps', '-f', `./${file}`],
      ['status', 'web', '-n', 'other', '-f', `./${file}`],
      ['status', '-n', 'other', '-f', `./${file}`],
      ['status', 'nothing', '-n', 'apps', '-f', `./${file}`],
      ['status', 'web', '-n', 'nowhere', '-f', `./${file}`],
      ['status', '-n', 'nowhere', '-f', `./${file}`],
      ['status', '-o', 'wide', '-f', `./${file}`],
    ]);
  }
});

record('status-many', async (recording) => {
  const stdin = { stdin: listOf(manyStates()), stdinName: 'the dump of many states' };
  for (const output of ['table', 'wide', 'json', 'yaml']) {
    await recording.command({ ...stdin, args: ['status', '-f', '-', '-o', output] });
  }
});

record('no-cluster', async (recording) => {
  recording.files({
    'broken.yaml': 'kind: [',
    'text.yaml': 'hello\n',
    'empty.yaml': '',
    'other.yaml': 'apiVersion: v1\nkind: ConfigMap\n',
    'refused.yaml': kubeconfigOf('http://127.0.0.1:1'),
    'wrong.yaml': kubeconfigOf('ftp://nowhere'),
    'contextless.yaml': kubeconfigOf('http://127.0.0.1:1').replace('"current-context":"here",', ''),
    'userless.yaml': kubeconfigOf('http://127.0.0.1:1').replace('"name":"me"', '"name":"you"'),
  });
  for (const name of ['missing', 'broken', 'text', 'empty', 'other', 'refused', 'wrong', 'contextless', 'userless']) {
    vi.stubEnv('KUBECONFIG', recording.path(`${name}.yaml`));
    recording.text('KUBECONFIG', `./${name}.yaml\n`);
    for (const args of CLUSTER_COMMANDS) {
      // a command that watches keeps retrying
      if (args[0] !== 'watch' || name !== 'refused') await recording.command({ args });
    }
  }
  vi.stubEnv('KUBECONFIG', recording.path('refused.yaml'));
  await all(
    recording,
    CLUSTER_COMMANDS.flatMap((args) => [
      [...args, '--context', 'hera'],
      [...args, '--kubeconfig', './missing.yaml'],
    ]),
  );
  await all(recording, [
    ['resume', '--expired', '-A'],
    ['status', '-w'],
    ['wait', 'web', 'shop', '--report', 'junit=./a/b.xml'],
  ]);
});

/** The dumps whose Applications are paused and waited for. */
const PAUSED = ['healthy', 'pauses', 'leftovers'];

async function lookAndPause(recording: Recording, dump: readonly object[], more: Command['more']) {
  const first = listed(dump)[0]?.name as string;
  const second = listed(dump)[1]?.name as string;
  recording.mask(/ time="[\d.]+"/g, ' time="SECONDS"');
  await all(
    recording,
    [
      ['status'],
      ['status', '-A', '-o', 'wide'],
      ['status', first],
      ['status', first, '-o', 'json'],
      ['status', 'gone'],
      ['wait', first, '--failure-grace', '0', '--timeout', '0'],
      ['wait', first, second, '-n', 'apps', '--timeout', '0', '--revision', '1.0.0'],
      ['wait', 'gone', '--timeout', '0'],
      ['suspend', first, '--dry-run', '--reason', 'the database is moved', '--until', '4h'],
      ['suspend', first, '--cluster', 'eu-1', '--cluster', 'mars'],
      ['suspend', first, '--cluster', 'eu-1', '--reason', 'moved', '--until', '2026-12-01T08:00:00Z'],
      ['suspend', first],
      ['suspend', 'gone'],
      ['suspend', 'site', '--reason', 'the site is moved'],
      ['status', first],
      ['resume', first, '--dry-run'],
      ['resume', first, '--cluster', 'eu-1'],
      ['resume', first],
      ['resume', first],
      ['resume', '--expired', '-A'],
    ],
    { more },
  );
}

async function waitFor(recording: Recording, dump: readonly object[]) {
  const first = listed(dump)[0]?.name as string;
  const second = listed(dump)[1]?.name as string;
  const junit = () => ({ junit: readFileSync(recording.path('junit.xml'), 'utf8') });
  const report = ['--timeout', '0', '--report', 'junit=./junit.xml'];
  await recording.command({ args: ['wait', first, second, '-n', 'apps', ...report], more: junit });
  await recording.command({ args: ['wait', first, 'gone', '-n', 'apps', ...report], more: junit });
}

record(
  'cluster',
  async (recording) => {
    for (const [name, objects] of Object.entries(DUMPS)) {
      if (name === 'applications-only') continue;
      const dump = objects().filter((object) => (object as { metadata: { namespace?: string } }).metadata.namespace);
      recording.text('cluster', `${name}\n`);
      // each group uses its own cluster, without objects written by other groups
      const onCluster = async (group: (more: Command['more']) => Promise<void>) => {
        const server = await ApiServer.start(dump);
        recording.files({ [`${name}.json`]: server.kubeconfig });
        recording.mask(server.url, 'http://SERVER');
        vi.stubEnv('KUBECONFIG', recording.path(`${name}.json`));
        await group(() => ({ writes: server.takeWrites() }));
        await server.close();
      };
      if (PAUSED.includes(name)) {
        await onCluster((more) => lookAndPause(recording, dump, more));
        await onCluster(() => waitFor(recording, dump));
      }
      await onCluster((more) =>
        // the order in which the kinds are read varies
        all(
          recording,
          [
            ['watch', '-A', '--once', '--dry-run'],
            ['watch', '-n', 'apps', '-l', 'team=web', '--once'],
            ['watch', '-n', 'apps', '--once'],
            ['watch', '-n', 'apps', '--once', '--log-level', 'error'],
          ],
          { more, isSorted: true },
        ),
      );
    }
  },
  2000,
);

record('examples', async (recording) => {
  vi.stubEnv('CDK8S_OUTDIR', recording.path('dist'));
  await import('../../examples/main.js');
  recording.text('examples/main.ts', digests(recording.path('dist')));
  const names = readdirSync(recording.path('dist')).sort();
  recording.files(
    Object.fromEntries(names.map((name) => [name, readFileSync(join(recording.path('dist'), name), 'utf8')])),
  );
  for (const name of names)
    await all(
      recording,
      LOWER_OUTPUTS.map((output) => ['lower', '-f', `./${name}`, ...output]),
      { isDigestOnly: true },
    );
});

record('apps', async (recording) => {
  for (const [kind, make] of Object.entries({ App, FleetApp })) {
    for (const type of [
      'FILE_PER_APP',
      'FILE_PER_CHART',
      'FILE_PER_RESOURCE',
      'FOLDER_PER_CHART_FILE_PER_RESOURCE',
    ] as const) {
      for (const [title, compose] of Object.entries({ examples, nested })) {
        const outdir = recording.path(`${kind}-${type}-${title}`);
        const app = new make({
          outdir,
          yamlOutputType: YamlOutputType[type],
          recordConstructMetadata: title === 'nested',
        });
        compose(app);
        app.synth();
        recording.text(`${kind} ${type} ${title}`, digests(outdir));
      }
    }
    const wrong = new make({ outdir: recording.path('wrong') });
    compositionErrors(wrong);
    recording.text(
      `${kind} errors`,
      errorOf(() => wrong.synth(), recording.path('')),
    );
  }
});

function examples(app: App): void {
  new Podinfo(app, 'podinfo');
  new SharedTemplate(app, 'shared-template');
  new GuestBook(app, 'guestbook');
  new FleetNamespace(app, 'fleet-namespace');
  new Waves(app, 'waves');
}

function nested(app: App): void {
  const outer = new Chart(app, 'outer', { namespace: 'apps' });
  const source = new HelmRepository(outer, 'charts', { url: 'https://charts.example.com' });
  const inner = new Chart(outer, 'inner', { namespace: 'apps', labels: { tier: 'inner' } });
  for (const name of ['web', 'api']) {
    new FluxApplication(inner, name, {
      helmRelease: {
        source,
        chart: { chart: name, version: '1.0.0' },
        deploy: [
          { destination: Cluster.host().namespace(name) },
          { destination: Cluster.member('eu-1').namespace(name) },
        ],
      },
    });
  }
  const last = new Chart(app, 'last');
  last.addDependency(outer);
  new FleetNamespace(app, 'first');
}

function compositionErrors(app: App): void {
  const chart = new Chart(app, 'wrong', { namespace: 'apps' });
  const source = new HelmRepository(chart, 'charts', { url: 'https://charts.example.com' });
  const destination = Cluster.host().namespace('web');
  for (const id of ['twice', 'late', 'Upper']) {
    new FluxApplication(chart, id, {
      ...(id === 'Upper' ? { metadata: { name: 'Upper_Case' } } : {}),
      helmRelease: {
        source,
        chart: { chart: 'web', version: '1.x' },
        deploy: [
          { destination, interval: id === 'late' ? 'soon' : '10m' },
          ...(id === 'twice' ? [{ destination }] : []),
        ],
      },
    });
  }
}

function errorOf(action: () => void, folder: string): string {
  try {
    action();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}\n`.replaceAll(folder, './');
  }
  return 'no error\n';
}

/** The digest of every file of a folder, by path. */
function digests(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return files
    .sort()
    .map((file) => `${file.slice(folder.length + 1)} ${sha256(readFileSync(file))}\n`)
    .join('');
}
