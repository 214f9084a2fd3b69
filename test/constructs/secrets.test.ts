import { inspect } from 'node:util';
import { type Chart, JsonPatch, Testing } from 'cdk8s';
import { expect, test, vi } from 'vitest';
import { Cluster, FluxApplication, GitRepository, HelmRepository } from '../../src';
import { testChart } from './chart';

/** A text that no error, warning or log may contain. */
const SECRET = 'sentinel';

// biome-ignore lint/suspicious/noExplicitAny: what is broken may be anything
type Any = any;

const patch = () => ({ target: { kind: 'Secret' }, patch: `- op: add\n  path: /data\n  value: ${SECRET}\n` });
const postRenderers = () => [
  {
    kustomize: {
      patches: [patch()],
      patchesStrategicMerge: [{ kind: 'Secret', data: { password: SECRET } }],
      patchesJson6902: [
        { target: { kind: 'Secret' }, patch: [{ op: 'add', path: '/data', value: { password: SECRET } }] },
      ],
    },
  },
];
const annotations = () => ({ token: SECRET });

/** The fields of an entry of `deploy` and of `defaults`, with a secret wherever one may occur. */
const releaseFields = () => ({
  interval: '10m',
  timeout: '5m',
  suspend: false,
  maxHistory: 5,
  releaseName: 'web',
  storageNamespace: 'web',
  serviceAccountName: 'web',
  install: { createNamespace: true, crds: 'Create' },
  upgrade: { remediation: { retries: 3 } },
  metadata: { labels: { team: 'a' }, annotations: annotations() },
  commonMetadata: { annotations: annotations() },
  dependsOn: [{ name: 'infra' }],
  valuesFrom: [{ kind: 'Secret', name: 'web', valuesKey: 'values.yaml' }],
  values: { password: SECRET, map: { list: [SECRET] }, 'a.b': { [SECRET.slice(0, 4)]: SECRET } },
  set: [`password=${SECRET}`, `list={${SECRET}}`, `map.list[0]=${SECRET}`],
  setString: [`token=${SECRET}`],
  postRenderers: postRenderers(),
});

const kustomizationFields = () => ({
  interval: '10m',
  prune: true,
  path: './deploy',
  dependsOn: [{ name: 'infra' }],
  metadata: { annotations: annotations() },
  commonMetadata: { annotations: annotations() },
  postBuild: { substitute: { password: SECRET }, substituteFrom: [{ kind: 'Secret', name: 'web' }] },
  patches: [patch()],
});

const destination = () => ({ ...Cluster.member('eu', { labels: { stage: 'prod' } }).namespace('web') });

const selector = () => ({
  matchLabels: { stage: 'prod' },
  matchExpressions: [{ key: 'stage', operator: 'In', values: ['prod'] }],
});

function helmProps(chart: Chart): Any {
  return {
    metadata: { labels: { team: 'a' }, annotations: annotations() },
    alias: 'Web',
    helmRelease: {
      source: HelmRepository.fromName(chart, 'charts', 'charts'),
      chart: { chart: 'podinfo', version: '6.9.0', valuesFiles: ['values.yaml'] },
      defaults: releaseFields(),
      overrides: [{ ...selector(), ...releaseFields() }],
      deploy: [{ destination: destination(), name: 'blue', ...releaseFields() }],
    },
  };
}

function kustomizationProps(chart: Chart): Any {
  return {
    metadata: { annotations: annotations() },
    kustomization: {
      source: GitRepository.fromName(chart, 'repo', 'repo'),
      defaults: kustomizationFields(),
      overrides: [{ ...selector(), ...kustomizationFields() }],
      deploy: [{ destination: destination(), ...kustomizationFields() }],
    },
  };
}

/** Every place in the props: the maps and lists with their keys, in the order of the props. Constructs are skipped. */
function places(value: Any): [holder: Any, key: string][] {
  if (typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.entries(value).flatMap(([key, entry]) => [[value, key] as [Any, string], ...places(entry)]);
}

/**
 * Replacements for a value. They contain no secret if the value contained none, because fields of Flux may be shown.
 */
const BROKEN: readonly ((was: unknown) => unknown)[] = [
  () => null,
  (was) => (inspect(was, { depth: 9 }).includes(SECRET) ? `${SECRET}\n{{[` : 'broken\n{{['),
  () => [],
  () => ({ a: 1 }),
  () => 10n,
  () => Number.NaN,
  () => Symbol('symbol'),
  () => () => 1,
  () => new Date(Number.NaN),
  (was) => [was],
  (was) => ({ was }),
  (was) => inspect(was, { depth: 9 }),
  (was) => {
    const endless: Any = { was };
    endless.endless = endless;
    return endless;
  },
];

/** Everything that creating and synthesizing an application prints, warns or throws. */
function said(make: (chart: Chart) => void): string {
  const lines: string[] = [];
  const take = (...args: unknown[]) => {
    lines.push(args.map((arg) => inspect(arg, { depth: 20, showHidden: true, maxStringLength: null })).join(' '));
  };
  const spies = [
    vi.spyOn(process, 'emitWarning').mockImplementation(take as never),
    vi.spyOn(process.stdout, 'write').mockImplementation(take as never),
    vi.spyOn(process.stderr, 'write').mockImplementation(take as never),
    ...(['log', 'warn', 'error', 'info', 'debug'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(take),
    ),
  ];
  try {
    const chart = testChart();
    make(chart);
    Testing.synth(chart);
  } catch (thrown) {
    take(thrown); // including its stack, cause and other properties
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines.join('\n');
}

test.each([
  ['a helmRelease', helmProps],
  ['a kustomization', kustomizationProps],
] as const)('whatever is wrong with %s, nothing that is said holds a secret of it', (_, propsOf) => {
  const count = places(propsOf(testChart())).length;
  expect(count).toBeGreaterThan(40);
  expect(said((chart) => new FluxApplication(chart, 'app', propsOf(chart)))).not.toContain(SECRET);
  let broken = 0;
  for (let at = 0; at < count; at++) {
    for (const change of BROKEN) {
      let place = '';
      const text = said((chart) => {
        const props = propsOf(chart);
        const [holder, key] = places(props)[at] as [Any, string];
        place = key;
        holder[key] = change(holder[key]);
        new FluxApplication(chart, 'app', props);
      });
      expect(text, `${place} replaced by ${change}`).not.toContain(SECRET);
      if (text !== '') broken++;
    }
  }
  expect(broken).toBeGreaterThan((count * BROKEN.length) / 2);
});

test.each([
  ['a path that leads nowhere', JsonPatch.add('/spec/none/b', SECRET)],
  ['a test that fails', JsonPatch.test('/spec/values/password', SECRET)],
])('neither does a patch of an object: %s', (_, wrong) => {
  const text = said((chart) => {
    const app = new FluxApplication(chart, 'app', {
      helmRelease: {
        source: HelmRepository.fromName(chart, 'charts', 'charts'),
        chart: { chart: 'podinfo', version: '6.x' },
        deploy: [{ destination: Cluster.host().namespace('web'), values: { password: `${SECRET}2` } }],
      },
      allowInlineSecrets: true,
    });
    app.releases[0]?.addJsonPatch(JsonPatch.add('/spec/suspend', true), wrong);
  });
  expect(text).toContain('[test/app/app--host--web] JSON patch 2 of 2 cannot be applied');
  expect(text).not.toContain(SECRET);
});

test.each([
  ['a comma without its backslash', (secret: string) => `password=${secret},${secret}`],
  ['what looks like a key', (secret: string) => `password=a,${secret}[x]==${secret}`],
  ['an empty key', (secret: string) => `password=a,.${secret}=${secret}`],
  ['a list that is not closed', (secret: string) => `password={${secret}`],
  ['text after a list', (secret: string) => `password={${secret}}${secret}=1`],
  ['no key at all', (secret: string) => secret],
  ['a colon for =', (secret: string) => `password: ${secret}`],
  ['a backslash at the end', (secret: string) => `password=${secret}\\`],
  ['a lost value', (secret: string) => `x=${secret},password[0].${secret}=`],
  ['a key in a text', (secret: string) => `text.password=${secret}`],
  ['an index in a map', (secret: string) => `map[0]=${secret}`],
  ['an index that is too great', (secret: string) => `password[65537]=${secret}`],
  ['a key that is nested too deep', (secret: string) => `${'a.'.repeat(31)}a=${secret}`],
])('neither does an expression of set or setString with %s', (_, expression) => {
  for (const mode of ['set', 'setString']) {
    for (const [layer, place] of [
      ['defaults', 'defaults'],
      ['override', 'overrides[0]'],
      ['target', 'deploy[0]'],
    ] as const) {
      const text = said((chart) => {
        const props = helmProps(chart);
        const { defaults, overrides, deploy } = props.helmRelease;
        const layers = { defaults, override: overrides[0], target: deploy[0] };
        for (const entry of Object.values(layers)) {
          Object.assign(entry, { set: undefined, setString: undefined, values: { text: SECRET, map: { a: SECRET } } });
        }
        Object.assign(layers[layer], { [mode]: [expression(SECRET)] });
        new FluxApplication(chart, 'app', props);
      });
      expect(text).toContain(`${place}.${mode}[0]`);
      expect(text).not.toContain(SECRET);
    }
  }
});
