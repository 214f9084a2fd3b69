import { ApiObject, JsonPatch, Lazy, Testing } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import {
  Cluster,
  FluxApplication,
  GitRepository,
  type HelmReleaseApplicationProps,
  HelmRepository,
  HelmTemplate,
  lower,
  OCIRepository,
  type RolloutProps,
} from '../../src';
import { errorsOf, testChart } from './chart';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const ROLLOUT = 'gitops.kubesphere.io/rollout';
const GATE = 'gitops.kubesphere.io/rollout-gate';

const CLUSTERS = [
  Cluster.member('eu-dev', { labels: { stage: 'dev' } }),
  Cluster.member('eu-1', { labels: { stage: 'prod', region: 'eu' } }),
  Cluster.member('us-1', { labels: { stage: 'prod', region: 'us' } }),
  Cluster.host({ labels: { stage: 'prod', region: 'eu' } }),
];

type Props = Partial<Omit<HelmReleaseApplicationProps, 'helmRelease'>> & { readonly [field: string]: unknown };

/** An application on four clusters. @param fields the fields of its targets, by index */
function application(rollout: unknown, fields: readonly object[] = [], { scope = testChart(), ...props }: Props = {}) {
  return new FluxApplication(scope as ReturnType<typeof testChart>, 'web', {
    rollout: rollout as RolloutProps,
    applicationFormat: props.applicationFormat,
    helmRelease: {
      source: HelmRepository.fromName(scope as ReturnType<typeof testChart>, 'charts', 'charts'),
      chart: { chart: 'podinfo', version: '6.9.0' },
      deploy: CLUSTERS.map((cluster, index) => ({ destination: cluster.namespace('web'), ...fields[index] })),
      ...(props.helmRelease as object),
    },
  });
}

const wavesOf = (made: FluxApplication) => JSON.parse(made.application.toJson().metadata.annotations[ROLLOUT]).waves;
const written = (made: FluxApplication): Any[] => made.releases.map((release) => release.toJson());
const revisionsOf = (made: FluxApplication) => written(made).map(({ metadata }) => metadata.labels[ROLLOUT]);

describe('waves are', () => {
  test.each<[string, RolloutProps['waves'], string[][]]>([
    ['KEYs', [['eu-1-web'], ['web', 'us-1-web', 'eu-dev-web']], [['eu-1-web'], ['web', 'us-1-web', 'eu-dev-web']]],
    [
      'labels of clusters, and the rest',
      [
        { matchLabels: { stage: 'dev' } },
        { matchExpressions: [{ key: 'region', operator: 'In', values: ['eu'] }] },
        'rest',
      ],
      [['eu-dev-web'], ['eu-1-web', 'web'], ['us-1-web']],
    ],
    [
      'those that are in no wave before',
      [{ matchLabels: { region: 'eu' } }, { matchLabels: { stage: 'prod' } }, {}],
      [['eu-1-web', 'web'], ['us-1-web'], ['eu-dev-web']],
    ],
    // the hash of the name host is the lowest of the three
    [
      'a share of clusters',
      [{ matchLabels: { stage: 'prod' }, first: '1%' }, 'rest'],
      [['web'], ['eu-dev-web', 'eu-1-web', 'us-1-web']],
    ],
    ['the rest, before others', ['rest', ['web']], [['eu-dev-web', 'eu-1-web', 'us-1-web'], ['web']]],
  ])('%s', (_, waves, keys) => {
    expect(wavesOf(application({ waves }))).toEqual(keys);
  });

  test('numbers of targets', () => {
    const made = application(undefined, [{ wave: 1 }, { wave: 2 }, { wave: 3 }, { wave: 2 }]);
    expect(wavesOf(made)).toEqual([['eu-dev-web'], ['eu-1-web', 'web'], ['us-1-web']]);
    expect(written(made)).toEqual(written(application({ waves: wavesOf(made) })));
  });
});

describe('what is written', () => {
  const waves = [['eu-dev-web'], ['eu-1-web'], ['us-1-web', 'web']];

  test('is what the Application is lowered to', () => {
    const made = application({ waves }, [{ values: { a: null } }]);
    const { objects, diagnostics } = lower(made.application.toJson());
    expect(diagnostics).toEqual([]);
    expect([...made.valuesConfigMaps, ...made.releases].map((object) => object.toJson())).toEqual(objects);
  });

  test('is what the Application is lowered to, where the chart is saved as a template', () => {
    const scope = testChart();
    const made = application({ waves }, [{}, { chart: { version: '6.10.0' } }], {
      scope,
      helmRelease: { saveTemplate: true },
    });
    expect(errorsOf(scope)).toEqual([]);
    const [, ...objects] = Testing.synth(scope);
    expect(objects).toEqual(lower(made.application.toJson()).objects);
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'HelmChart web',
      expect.stringMatching(/^HelmChart web-6[.]9[.]0-[0-9a-f]{6}$/),
      ...made.targets.map(({ objectName }) => `HelmRelease ${objectName}`),
    ]);
  });

  test('is the same without an Application', () => {
    expect(written(application({ waves }, [], { applicationFormat: 'none' }))).toEqual(written(application({ waves })));
  });

  test('counts with what is added to the objects, and gates come behind that', () => {
    const [first, plain] = [application({ waves }), application({ waves })];
    const before = revisionsOf(plain);
    first.releases[1]?.addJsonPatch(JsonPatch.add('/spec/dependsOn', [{ name: 'db' }]));
    expect(revisionsOf(first).map((revision, index) => revision !== before[index])).toEqual([false, true, true, true]);
    first.releases[0]?.metadata.addLabel('team', 'web');
    const [one, two] = written(first);
    expect(one.metadata.labels[ROLLOUT]).not.toBe(before[0]);
    expect(two.metadata.labels[GATE]).toBe(one.metadata.labels[ROLLOUT]);
    expect(two.spec.dependsOn).toEqual([
      { name: 'db' },
      { name: 'web--eu-dev--web', readyExpr: expect.stringContaining(one.metadata.labels[ROLLOUT]) },
    ]);
    expect(two.metadata.annotations['gitops.kubesphere.io/hatched']).toBe('["/spec/dependsOn"]');
  });

  test('is the same however often it is asked for, in whichever order', () => {
    const [one, other] = [application({ waves }), application({ waves })];
    const backwards = [...other.releases].reverse().map((release) => release.toJson());
    expect([...backwards].reverse()).toEqual(written(one));
    expect(written(one)).toEqual(written(one));
  });

  test('has gates on Kustomizations too', () => {
    const scope = testChart();
    const made = new FluxApplication(scope, 'web', {
      kustomization: {
        source: GitRepository.fromName(scope, 'git', 'git'),
        defaults: { prune: true },
        deploy: [
          { destination: Cluster.host().allNamespaces(), wave: 2 },
          { destination: Cluster.member('eu-1').allNamespaces(), wave: 1 },
        ],
      },
    });
    expect(wavesOf(made)).toEqual([['eu-1'], ['host']]);
    expect(written(made).map(({ spec }) => spec.dependsOn?.map(({ name }: Any) => name))).toEqual([
      ['web--eu-1', 'web--eu-1'],
      undefined,
    ]);
  });
});

describe('fails where', () => {
  const errors = (rollout: unknown, fields: readonly object[] = [], helmRelease: object = {}) => {
    const scope = testChart();
    application(rollout, fields, { scope, helmRelease });
    return errorsOf(scope).map((line) => line.replace('[test/web] ', ''));
  };

  test.each<[string, unknown, ...string[]]>([
    ['it is no map', [], 'rollout: must be a map, got a list'],
    ['there are no waves', { waves: [] }, 'rollout.waves: must be a list of waves, got an empty one'],
    ['waves are no list', { waves: 'rest' }, 'rollout.waves: must be a list of waves, got a string'],
    [
      'a wave is something else',
      { waves: ['all', [1], 'rest'] },
      'rollout.waves[0]: must be a list of KEYs, labels of clusters such as { matchLabels: { stage: "canary" } }, or "rest", got "all"',
      'rollout.waves[1][0]: must be a KEY, got a number',
    ],
    [
      'a field does not exist',
      { wave: [], waves: [{ matchLabel: {}, first: '10' }, 'rest', 'rest'] },
      'rollout.wave: unknown field; did you mean "waves"?',
      'rollout.waves[0].matchLabel: unknown field; did you mean "matchLabels"?',
      'rollout.waves[0].first: must be more than "0%", and "100%" at most, got "10"',
      'rollout.waves: "rest" occurs twice: it stands for all targets in no other wave',
    ],
    [
      'a selector is wrong',
      { waves: [{ matchExpressions: [{ key: 'stage', operator: 'Is', values: ['prod'] }] }, 'rest'] },
      'rollout.waves[0].matchExpressions[0].operator: must be one of In, NotIn, Exists, DoesNotExist, got "Is"; did you mean "In"?',
    ],
    [
      'KEYs are wrong',
      { waves: [['eu-dev-web', 'eu-1-wb'], ['eu-dev-web']] },
      'rollout.waves[0][1]: "eu-1-wb" is not the KEY of a target; did you mean "eu-1-web"?',
      'rollout.waves[1][0]: "eu-dev-web" is in wave 1 already',
      'rollout.waves: target "eu-1-web" and 2 more is in no wave: "rest" takes all others',
    ],
    [
      'a wave is empty',
      { waves: [{ matchLabels: { stage: 'test' } }, {}, 'rest'] },
      'rollout.waves[0]: is empty: all clusters that it selects are in earlier waves',
      'rollout.waves[2]: is empty: all targets are in other waves',
    ],
  ])('%s', (_, rollout, ...expected) => {
    expect(errors(rollout)).toEqual(expected);
  });

  test('approvals are of waves that do not wait', () => {
    const message = 'rollout.approve: must be numbers of waves from 2 to 2: the first wave waits for nothing';
    for (const approve of [[1], [3], ['2'], 2])
      expect(errors({ waves: [['web'], 'rest'], approve })).toEqual([message]);
    expect(errors({ waves: [['web'], 'rest'], approve: [2] })).toEqual([]);
  });

  test('numbers of waves are wrong', () => {
    expect(errors(undefined, [{ wave: 1 }, { wave: 0 }, { wave: '2' }])).toEqual([
      'helmRelease.deploy[1].wave: must be a number from 1 to 4, got 0',
      'helmRelease.deploy[2].wave: must be a number from 1 to 4, got a string',
      'helmRelease.deploy[3].wave: required if other targets have one, but missing',
    ]);
    expect(errors(undefined, [{ wave: 1 }, { wave: 3 }, { wave: 3 }, { wave: 1 }])).toEqual([
      'helmRelease.deploy: has targets of wave 3 and none of wave 2',
    ]);
    expect(errors({ waves: ['rest'] }, [{}, { wave: 1 }])).toEqual([
      'helmRelease.deploy[1].wave: is set twice: rollout has waves too',
    ]);
    expect(errors(undefined, [], { defaults: { wave: 1 } })).toEqual([
      'helmRelease.defaults.wave: identifies a target: set it on each target in deploy',
    ]);
  });

  const waves = [['eu-dev-web'], 'rest'];
  test('all targets of a wave are suspended', () => {
    expect(errors({ waves }, [{ suspend: true }])).toEqual([
      'rollout.waves[0]: has only suspended targets: the next wave would have nothing to wait for',
    ]);
  });

  test('the chart that releases share is changed behind its name', () => {
    const saved = (helmRelease: object = {}) => {
      const scope = testChart();
      return {
        scope,
        made: application({ waves }, [], { scope, helmRelease: { saveTemplate: true, ...helmRelease } }),
      };
    };
    const shared = ({ node }: FluxApplication) => ApiObject.of(node.findChild('ChartOfWaves'));
    const labelled = saved();
    shared(labelled.made).metadata.addLabel('team', 'web');
    expect(errorsOf(labelled.scope)).toEqual([]);
    const patched = saved();
    const { name } = shared(patched.made);
    shared(patched.made).addJsonPatch(JsonPatch.replace('/spec/version', '6.10.0'));
    expect(errorsOf(patched.scope)).toEqual([
      `[test/web] helmRelease.chart: a JSON patch changes HelmChart ${name}, whose name contains a digest of its content: set the fields here`,
    ]);
    const lazy = saved({ chart: { chart: 'podinfo', version: Lazy.any({ produce: () => '6.9.0' }) } });
    expect(errorsOf(lazy.scope)).toEqual([
      '[test/web] helmRelease.chart: must be known when the construct is created, because the name of a HelmChart depends on it: it cannot be a Lazy',
    ]);
  });

  test('a chart is one that waves do not hold', () => {
    const scope = testChart();
    expect(errors({ waves }, [], { chart: { chart: 'podinfo', version: '6.x' } })).toEqual([
      'helmRelease.chart.version: "6.x" can change for all waves at once: set an exact version, such as 1.2.3, instead of a range',
    ]);
    const artifact = OCIRepository.fromName(scope, 'oci', 'podinfo');
    expect(errors({ waves }, [], { source: artifact, chart: undefined })).toEqual([
      'helmRelease.source: OCIRepository "podinfo" can change for all waves at once: name it by its digest, with 12 digits at the end (OCIRepository.byDigest() does), or use a chart from a HelmRepository of type oci, with an exact version',
    ]);
    const digest = `sha256:${'4c1f0e9a77b2'.repeat(6).slice(0, 64)}`;
    const pinned = OCIRepository.byDigest(scope, 'pinned', { url: 'oci://example.com/podinfo', digest });
    expect(errors({ waves }, [], { source: pinned, chart: undefined })).toEqual([]);
    const template = HelmTemplate.fromName(scope, 'template', 'podinfo');
    expect(errors({ waves }, [], { template, source: undefined, chart: undefined })).toEqual([
      'helmRelease.template: "podinfo" can change for all waves at once: set source and chart, with an exact version, instead of the template',
    ]);
  });

  test('values hold what Flux may substitute', () => {
    expect(errors({ waves }, [], { defaults: { values: { host: `\${HOST}` } } })).toEqual([
      'helmRelease.defaults.values.host: holds "${", which Flux may replace with a value that waves do not detect: write "$${", or the value itself',
    ]);
  });

  test('the author sets the annotation', () => {
    const scope = testChart();
    application(undefined, [], { scope });
    const metadata = { annotations: { [ROLLOUT]: '{}' } };
    new FluxApplication(scope, 'other', {
      metadata,
      helmRelease: {
        source: HelmRepository.fromName(scope, 'other-charts', 'charts'),
        chart: { chart: 'podinfo', version: '6.9.0' },
        deploy: [{ destination: Cluster.host().namespace('other') }],
      },
    });
    expect(errorsOf(scope)).toEqual([
      `[test/other] metadata.annotations["${ROLLOUT}"]: is reserved for the library: it contains the waves of rollout`,
    ]);
  });
});
