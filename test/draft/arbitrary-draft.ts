// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are what people type
import fc from 'fast-check';
import { type Draft, type DraftReference, type DraftTarget, EMPTY_DRAFT, EMPTY_TARGET } from '../../src/page';

/** Usually empty, like fields of a form. */
const maybe = (...texts: readonly string[]) => fc.constantFrom('', '', ...texts);

/** Texts that are difficult in code, in YAML or in a page. */
const oddText = fc.constantFrom(
  ...[
    '',
    "it's",
    'a "b"',
    'back\\slash',
    '${x} `y`',
    '</script><img onerror=x>',
    '店铺 🚀',
    'a\u2028b',
    'yes',
    '0x1F',
    '# no',
  ],
);

const reference: fc.Arbitrary<DraftReference> = fc.record({
  kind: fc.constantFrom('ConfigMap', 'Secret'),
  name: fc.constantFrom('web-values', 'shared'),
  valuesKey: maybe('values.yaml', 'eu.yaml'),
  targetPath: maybe('image.tag'),
});

const common = {
  cluster: fc.constantFrom('host', 'eu-1', 'eu-2', 'us.1', 'host-2', 'eu-3-kubeconfig', 'us-2/config', 'ConfigMap/gke'),
  namespace: fc.constantFrom('web', 'shop'),
  interval: maybe('10m', '1h30m'),
};

const release = fc.record({
  ...common,
  set: fc
    .array(
      fc.constantFrom(
        ...[
          'replicaCount=3',
          'image.tag="1"',
          'list={a,b}',
          'deep.a.b=true',
          "text=it's ${x}",
          'hosts[0].name=店',
          'empty=',
        ],
        ...['replicaCount=null', 'ports.traefik.expose=true'],
      ),
      { maxLength: 3 },
    )
    .map((lines) => lines.join('\n')),
  valuesFrom: fc.array(reference, { maxLength: 2 }),
  releaseName: maybe('web', 'other'),
  storageNamespace: maybe('flux-system', 'web'),
  createNamespace: fc.boolean(),
  options: maybe(
    'install.timeout=5m',
    'upgrade.remediation.retries=3\ntest.enable=true',
    'install.createNamespace=false',
  ),
  path: fc.constant(''),
  prune: fc.boolean(),
  more: maybe(
    'timeout: 5m\nmaxHistory: 3',
    'values:\n  replicaCount: 1\n  a: null\n  text: "a\\nb"',
    'name: blue',
    'suspend: true\ndriftDetection:\n  mode: enabled',
    'install:\n  disableWait: true',
    'dependsOn:\n  - name: base',
    'values:\nname:\ninstall:',
  ),
} satisfies { [K in keyof DraftTarget]: fc.Arbitrary<DraftTarget[K]> });

const manifests = fc
  .record({
    ...common,
    path: maybe('./deploy', 'a/b'),
    prune: fc.boolean(),
    more: maybe('timeout: 5m', 'name: blue', 'wait: true', 'name:\nwait:', 'postBuild:\n  substitute:\n    a: "1"'),
  })
  .map((fields): DraftTarget => ({ ...EMPTY_TARGET, ...fields }));

/** Targets that do not conflict: one per cluster. */
const several = (target: fc.Arbitrary<DraftTarget>) =>
  fc.uniqueArray(target, { selector: ({ cluster }) => cluster, minLength: 1, maxLength: 5 });

const head = {
  namespace: fc.constantFrom('apps', 'web'),
  name: fc.constantFrom('web', 'chart', 'cluster', '9lives', 'a-b.c', 'w'.repeat(40), 'scope', 'id'),
  alias: oddText,
  description: oddText,
};

const ofChart = fc.record({
  ...head,
  source: fc.constantFrom('HelmRepository/podinfo', 'HelmRepository/apps/web', 'GitRepository/web/charts'),
  chart: fc.constantFrom('podinfo', './charts/web'),
  version: maybe('6.9.0', '>=6.0.0 <7.0.0', '*'),
  valuesFiles: maybe('./values.yaml', 'a.yaml; b.yaml ;'),
  saveTemplate: fc.boolean(),
  targets: several(release),
});
const ofArtifact = fc.record({ ...head, source: fc.constantFrom('OCIRepository/podinfo'), targets: several(release) });
const ofTemplate = fc.record({ ...head, template: fc.constantFrom('podinfo', 'web'), targets: several(release) });
const ofManifests = fc.record({
  ...head,
  type: fc.constant('Kustomization' as const),
  source: fc.constantFrom('GitRepository/podinfo', 'Bucket/flux-system/b', 'OCIRepository/x'),
  targets: several(manifests),
});

/** Filled-in forms, most of them without mistakes. */
export const filledDrafts: fc.Arbitrary<Draft> = fc
  .oneof({ weight: 4, arbitrary: ofChart }, ofArtifact, ofTemplate, { weight: 2, arbitrary: ofManifests })
  .map((fields) => ({ ...EMPTY_DRAFT, ...fields }));

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  oddText,
  fc.constantFrom('a.b=1', 'a: [', '{}', 'x: 1'),
);

/** Forms with any text in every field. */
export const anyDrafts: fc.Arbitrary<Draft> = fc.record({
  ...{ namespace: anyText, name: anyText, alias: anyText, description: anyText, source: anyText, template: anyText },
  ...{ chart: anyText, version: anyText, valuesFiles: anyText, saveTemplate: fc.boolean() },
  type: fc.constantFrom('HelmRelease', 'Kustomization'),
  targets: fc.array(
    fc.record({
      ...{ cluster: anyText, namespace: anyText, interval: anyText, set: anyText, releaseName: anyText },
      ...{ storageNamespace: anyText, createNamespace: fc.boolean(), options: anyText, path: anyText },
      ...{ prune: fc.boolean(), more: anyText },
      valuesFrom: fc.array(
        fc.record({
          kind: fc.constantFrom('ConfigMap' as const, 'Secret' as const),
          ...{ name: anyText, valuesKey: anyText, targetPath: anyText },
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 3 },
  ),
});
