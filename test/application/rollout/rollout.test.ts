import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparableDigest, differingFields } from '../../../src/application/comparison';
import { checkedLowering, lower } from '../../../src/application/lower/lower';
import type { Lowering } from '../../../src/application/lower/lowering';
import { releasesToCompare } from '../../../src/application/rollout/in-waves';
import { formatPath } from '../../../src/json';
import { runs } from '../../random-runs';
import { helmApplication, kustomizationApplication, onHost, onMember, SAVES } from '../applications';
import { problems, release, spec, testProblems } from '../problems';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const ROLLOUT = 'gitops.kubesphere.io/rollout';
const GATE = 'gitops.kubesphere.io/rollout-gate';
const DIGEST = 'gitops.kubesphere.io/lowering-digest';

/** An Application with waves in its annotation. */
function inWaves(application: Any, waves: unknown): Any {
  const annotations = { [ROLLOUT]: typeof waves === 'string' ? waves : JSON.stringify({ waves }) };
  return { ...application, metadata: { ...application.metadata, annotations } };
}

const chart = { chart: 'podinfo', version: '6.9.0' };
const member = (name: string, fields: object = {}) => onMember(name, 'web', { storageNamespace: 'web', ...fields });
const release1 = member('eu-1');
const web = helmApplication([release1, member('eu-2', { dependsOn: [{ name: 'db' }] }), onHost('web')], { chart });
const WAVES = [['eu-1-web'], ['eu-2-web', 'web']];
const manifests = kustomizationApplication([
  onMember('eu-1', 'web', { storageNamespace: undefined, prune: true }),
  onMember('eu-2', 'web', { storageNamespace: undefined, prune: true, dependsOn: [{ name: 'podinfo--eu-1--web' }] }),
]);

/** An Application that saves its chart as a template. */
function saving(own: object, parts: object = {}, deploy = web.spec.fluxApp.spec.config.helmRelease.deploy): Any {
  const application = helmApplication(deploy, { chart: own, ...parts });
  return { ...application, metadata: { ...application.metadata, ...SAVES } };
}
/** The name of the HelmChart that the releases share. */
const NAME = 'podinfo-6.9.0-e3e277';
const identifier = fc.stringMatching(/^[A-Za-z-][0-9A-Za-z-]{0,30}$/);
const identifiers = fc.array(identifier, { minLength: 1, maxLength: 4 }).map((list) => list.join('.'));
const number = fc.nat().map(String);
/** Semantic versions, including pre-releases and build metadata. */
const versions = fc
  .tuple(number, number, number, fc.option(identifiers), fc.option(identifiers))
  .map(([a, b, c, pre, build]) => `${a}.${b}.${c}${pre === null ? '' : `-${pre}`}${build === null ? '' : `+${build}`}`);

const objects = (application: Any) => lower(application).objects as Any[];

/** An object without its gate. */
function ungated({ metadata, spec: { dependsOn, ...rest }, ...object }: Any): Any {
  const { [ROLLOUT]: _, [GATE]: __, ...labels } = metadata.labels;
  const kept = dependsOn?.filter(({ readyExpr }: Any) => readyExpr === undefined);
  return { ...object, metadata: { ...metadata, labels }, spec: kept?.length ? { ...rest, dependsOn: kept } : rest };
}

describe('lowered in waves', () => {
  const [one, two, host] = objects(inWaves(web, WAVES));

  test('a release of the first wave says what it is to have, and waits for nothing', () => {
    expect(one.metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'podinfo', [ROLLOUT]: expect.any(String) });
    expect(one.metadata.labels[ROLLOUT]).toMatch(/^[0-9a-f]{12}$/);
    expect(one.spec).not.toHaveProperty('dependsOn');
  });

  test('a release of a later wave waits for what those of the wave before are to have, beside its own dependencies', () => {
    const revision = one.metadata.labels[ROLLOUT];
    expect(two.metadata.labels).toMatchObject({ [ROLLOUT]: host.metadata.labels[ROLLOUT], [GATE]: revision });
    const readyExpr =
      '(has(self.status.lastAttemptedGeneration) && self.status.lastAttemptedGeneration == self.metadata.generation) || ' +
      "(has(dep.metadata.labels) && 'gitops.kubesphere.io/rollout' in dep.metadata.labels && " +
      `dep.metadata.labels['gitops.kubesphere.io/rollout'] == '${revision}' && ` +
      'has(dep.status.lastAttemptedGeneration) && dep.status.lastAttemptedGeneration == dep.metadata.generation && ' +
      'dep.status.observedGeneration == dep.metadata.generation && has(dep.status.conditions) && ' +
      "dep.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True'))";
    expect(two.spec.dependsOn).toEqual([{ name: 'db' }, { name: 'podinfo--eu-1--web', readyExpr }]);
    expect(host.spec.dependsOn).toEqual([{ name: 'podinfo--eu-1--web', readyExpr }]);
  });

  test('with an approval a wave waits for its own revision too, said once', () => {
    const approved = objects(
      inWaves(web, JSON.stringify({ waves: [['eu-1-web', 'eu-2-web'], ['web']], approve: [2] })),
    );
    const [, , last] = approved;
    const clause =
      " && has(self.metadata.annotations) && 'gitops.kubesphere.io/approved' in self.metadata.annotations && " +
      `self.metadata.annotations['gitops.kubesphere.io/approved'] == '${last.metadata.labels[ROLLOUT]}')`;
    const [first, second] = last.spec.dependsOn.map(({ readyExpr }: Any) => readyExpr);
    expect(first).toBe(second.replace(/\)$/, clause));
    expect(approved.map(({ metadata }) => metadata.labels)).toEqual(
      objects(inWaves(web, [['eu-1-web', 'eu-2-web'], ['web']])).map(({ metadata }) => metadata.labels),
    );
  });

  test('a Kustomization waits for the revision of the source as well', () => {
    const [first, second] = objects(inWaves(manifests, [['eu-1-web'], ['eu-2-web']]));
    const readyExpr =
      "has(dep.metadata.labels) && 'gitops.kubesphere.io/rollout' in dep.metadata.labels && " +
      `dep.metadata.labels['gitops.kubesphere.io/rollout'] == '${first.metadata.labels[ROLLOUT]}' && ` +
      'has(dep.status.observedGeneration) && dep.status.observedGeneration == dep.metadata.generation && ' +
      'has(dep.status.conditions) && dep.status.conditions.exists(c, ' +
      "c.type == 'Ready' && c.status == 'True' && has(c.observedGeneration) && c.observedGeneration == dep.metadata.generation)";
    const name = 'podinfo--eu-1--web';
    expect(second.spec.dependsOn).toEqual([{ name }, { name }, { name, readyExpr }]);
  });

  test('nothing else of an object changes, its digest neither', () => {
    expect(objects(inWaves(web, WAVES)).map(ungated)).toEqual(objects(web));
    expect(one.metadata.annotations[DIGEST]).toBe(objects(web)[0].metadata.annotations[DIGEST]);
  });

  test.each([
    ['HelmReleases', web, WAVES],
    ['Kustomizations', manifests, [['eu-1-web'], ['eu-2-web']]],
  ])('of gates it counts what they wait for, where %s are compared with the Application', (_, application, waves) => {
    const waved = inWaves(application, waves);
    const live = objects(waved);
    const { plan } = checkedLowering(waved);
    const wanted = releasesToCompare(plan as Lowering, waved.metadata.annotations);
    const differing = (change: (object: Any) => void = () => {}) =>
      live.map((object, index) => {
        const changed = structuredClone(object);
        change(changed);
        const isSame = comparableDigest(wanted(index)) === comparableDigest(changed);
        const paths = differingFields(wanted(index), changed).map(formatPath);
        expect(isSame).toBe(paths.length === 0);
        return paths.join();
      });
    const isLater = live.map(({ spec }) => spec.dependsOn?.some(({ readyExpr }: Any) => readyExpr) === true);
    const ofLater = isLater.map((later) => (later ? 'spec.dependsOn' : ''));
    expect(new Set(isLater)).toEqual(new Set([true, false]));
    expect(differing()).toEqual(live.map(() => ''));
    // a stored Application does not determine the awaited content of another wave
    const renamed = (object: Any) =>
      JSON.parse(JSON.stringify(object).replaceAll(live[0].metadata.labels[ROLLOUT], 'f'.repeat(12)));
    expect(differing((object) => Object.assign(object, renamed(object)))).toEqual(live.map(() => ''));
    const gates = ({ spec }: Any) => spec.dependsOn.filter(({ readyExpr }: Any) => readyExpr);
    const changes: ((object: Any) => void)[] = [
      ({ spec }) => delete spec.dependsOn,
      (object) => {
        object.spec.dependsOn = object.spec.dependsOn.filter(({ readyExpr }: Any) => !readyExpr);
      },
      (object) => {
        gates(object)[0].readyExpr = 'true';
      },
      (object) => {
        delete gates(object)[0].readyExpr;
      },
      (object) => {
        gates(object)[0].name = 'other';
      },
      ({ metadata }) => {
        metadata.labels[GATE] = 'f'.repeat(12);
      },
    ];
    for (const change of changes) {
      const ifLater = (object: Any) => object.spec.dependsOn?.some(({ readyExpr }: Any) => readyExpr) && change(object);
      expect(differing(ifLater)).toEqual(ofLater);
    }
    const label = `metadata.labels["${ROLLOUT}"]`;
    expect(differing(({ metadata }) => delete metadata.labels[ROLLOUT])).toEqual(live.map(() => label));
    expect(differing((object) => Object.assign(object, ungated(object)))).toEqual(
      isLater.map((later) => (later ? `${label},spec.dependsOn` : label)),
    );
  });

  test('releases of all waves share a HelmChart that is named by its content, where the chart is saved as a template', () => {
    const saved = saving({ ...chart, metadata: { labels: { team: 'web' } } });
    const [template, shared, ...releases] = objects(inWaves(saved, WAVES));
    expect(template).toEqual(objects(saved)[0]);
    expect(shared).toEqual({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmChart',
      metadata: {
        name: NAME,
        namespace: 'apps',
        labels: { 'app.kubernetes.io/managed-by': 'podinfo', team: 'web' },
        annotations: {
          [DIGEST]: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          'gitops.kubesphere.io/application': 'podinfo',
        },
      },
      spec: template.spec,
    });
    const chartRef = { kind: 'HelmChart', name: NAME };
    expect(releases.map(({ spec }) => [spec.chartRef, spec.chart])).toEqual(releases.map(() => [chartRef, undefined]));
  });

  test('the HelmChart of the releases has another name where it holds something else', () => {
    const nameOf = (own: object, parts: object = {}) => objects(inWaves(saving(own, parts), WAVES))[1].metadata.name;
    expect(nameOf({ ...chart, metadata: { annotations: { a: 'b' } } })).toBe(NAME);
    const others = [
      nameOf({ ...chart, version: '6.10.0' }),
      nameOf({ ...chart, interval: '1h' }),
      nameOf({ ...chart, valuesFiles: ['values-eu.yaml'] }),
      nameOf(chart, { source: { sourceRef: { kind: 'HelmRepository', name: 'mirror' } } }),
    ];
    expect(new Set([NAME, ...others]).size).toBe(5);
    expect(others.map((name) => name.slice(0, -6))).toEqual(['podinfo-6.10.0-', ...Array(3).fill('podinfo-6.9.0-')]);
  });

  test('a target with a chart of its own has that in its release', () => {
    const own = inWaves(saving(chart, {}, [member('eu-1', { chart: { version: '6.10.0' } }), onHost('web')]), [
      ['eu-1-web'],
      ['web'],
    ]);
    const [, , one, other] = objects(own);
    expect([one.spec.chart.spec.version, other.spec.chartRef.name]).toEqual(['6.10.0', NAME]);
  });

  test('every version gives it a legal name', () => {
    const property = fc.property(versions, (version) => {
      const [, { metadata, spec }] = objects(inWaves(saving({ ...chart, version }), WAVES));
      expect(metadata.name).toMatch(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
      expect(spec.version).toBe(version);
    });
    fc.assert(property, { numRuns: runs(300) });
  });

  test('nulls of values are part of what a wave is to have', () => {
    const revisions = (values: object) =>
      objects(
        inWaves(helmApplication([member('eu-1', { values }), member('eu-2')], { chart }), [['eu-1-web'], ['eu-2-web']]),
      )
        .filter(({ kind }) => kind === 'HelmRelease')
        .map(({ metadata }) => metadata.labels[ROLLOUT]);
    expect(revisions({ a: null })).not.toEqual(revisions({ b: null }));
  });

  test('the compact form comes to the same', () => {
    const { deploy, ...helmRelease } = web.spec.fluxApp.spec.config.helmRelease;
    const compact = structuredClone(inWaves(web, WAVES));
    compact.spec.fluxApp.spec.config.helmRelease = { ...helmRelease, targets: deploy };
    expect(objects(compact)).toEqual(objects(inWaves(web, WAVES)));
  });
});

const annotation = `metadata.annotations["${ROLLOUT}"]`;
const source = `${spec}.source`;
const two = (fields: object, parts: object = {}) =>
  inWaves(helmApplication([member('eu-1', fields), member('eu-2')], { chart, ...parts }), [['eu-1-web'], ['eu-2-web']]);
const from = (kind: string, parts: object = {}) => two({}, { source: { sourceRef: { kind, name: 'web' } }, ...parts });
const SHAPE = `${annotation}: must be waves of KEYs, and numbers of waves from 2 on to approve, as JSON: {"waves":[["eu-1-web"],["eu-2-web"]],"approve":[2]}`;

describe('what waves cannot be, or cannot hold', () => {
  testProblems([
    ['waves that are no JSON', inWaves(web, 'eu-1-web'), SHAPE],
    ['waves that are no lists', inWaves(web, ['eu-1-web']), SHAPE],
    ['no wave', inWaves(web, []), SHAPE],
    ['an approval of the first wave', inWaves(web, '{"waves":[["eu-1-web"]],"approve":[1]}'), SHAPE],
    ['an approval of no wave', inWaves(web, '{"waves":[["eu-1-web"]],"approve":[2]}'), SHAPE],
    ['unknown fields', inWaves(web, '{"waves":[["eu-1-web"]],"more":1}'), SHAPE],
    [
      'KEYs of no target, twice, and in no wave',
      inWaves(web, [['eu-1-web', 'eu-1'], ['eu-1-web'], []]),
      `${annotation}.waves[0][1]: "eu-1" is not the KEY of a target`,
      `${annotation}.waves[1][0]: "eu-1-web" is in wave 1 already`,
      `${annotation}.waves[2]: is empty`,
      `${annotation}: target "eu-2-web" and 1 more is in no wave`,
    ],
    [
      'a wave of suspended targets',
      two({ suspend: true }),
      `${annotation}.waves[0]: has only suspended targets: the next wave would have nothing to wait for`,
    ],
    [
      'a range of versions',
      two({}, { chart: { chart: 'podinfo', version: '6.x' } }),
      `${release}.chart.version: "6.x" can change for all waves at once: set an exact version, such as 1.2.3, instead of a range`,
    ],
    [
      'a range of versions of one target',
      two({ chart: { version: '>=6.9.0' } }),
      `${release}.deploy[0].chart.version: ">=6.9.0" can change for all waves at once: set an exact version, such as 1.2.3, instead of a range`,
    ],
    [
      'no version',
      two({}, { chart: { chart: 'podinfo' } }),
      `warning: ${release}.chart.version: is missing, so Flux upgrades to every new version: set a range, such as 6.x, or an exact version`,
      `${release}.chart.version: is missing: a new version would reach all waves at once; set one, such as 1.2.3`,
    ],
    [
      'a chart out of Git',
      from('GitRepository'),
      `${source}: GitRepository "web" can change for all waves at once: use a chart from a HelmRepository, with an exact version`,
    ],
    [
      'a chart out of a Bucket',
      from('Bucket'),
      `${source}: Bucket "web" can change for all waves at once: use a chart from a HelmRepository, with an exact version`,
    ],
    [
      'a source that is the chart',
      from('OCIRepository', { chart: undefined }),
      `${source}: OCIRepository "web" can change for all waves at once: name it by its digest, with 12 digits at the end (OCIRepository.byDigest() does), or use a chart from a HelmRepository of type oci, with an exact version`,
    ],
    [
      'but not one that is named by its digest',
      two({}, { source: { sourceRef: { kind: 'OCIRepository', name: 'web-4c1f0e9a77b2' } }, chart: undefined }),
    ],
    [
      'a template',
      inWaves(
        helmApplication([member('eu-1'), member('eu-2')], { chart: undefined, source: undefined, template: 'web' }),
        [['eu-1-web'], ['eu-2-web']],
      ),
      `warning: ${source}: has no effect: the template has its own source`,
      `${release}.template: "web" can change for all waves at once: set source and chart, with an exact version, instead of the template`,
    ],
    [
      'a template of one target',
      two({ template: 'web' }),
      `${release}.deploy[0].template: "web" can change for all waves at once: set source and chart, with an exact version, instead of the template`,
    ],
    [
      'what Flux may substitute',
      two({ values: { url: `https://\${HOST}/`, literal: `$\${HOST}`, '${KEY}': 1 } }),
      `${release}.deploy[0].values.url: holds "\${", which Flux may replace with a value that waves do not detect: write "$\${", or the value itself`,
      `${release}.deploy[0].values["\${KEY}"]: holds "\${", which Flux may replace with a value that waves do not detect: write "$\${", or the value itself`,
    ],
    [
      'a dependency on a later wave',
      inWaves(
        helmApplication([member('eu-1', { dependsOn: [{ name: 'podinfo--eu-2--web' }] }), member('eu-2')], { chart }),
        [['eu-1-web'], ['eu-2-web']],
      ),
      `${release}.deploy[0].dependsOn: depends on itself, HelmRelease apps/podinfo--eu-1--web -> HelmRelease apps/podinfo--eu-2--web -> HelmRelease apps/podinfo--eu-1--web: Flux would wait forever`,
    ],
    [
      'labels of its own making',
      helmApplication([member('eu-1', { metadata: { labels: { [ROLLOUT]: 'a', [GATE]: 'b' } } })], { chart }),
      `${release}.deploy[0].metadata.labels["${ROLLOUT}"]: is reserved for lowering: it is the revision of its wave`,
      `${release}.deploy[0].metadata.labels["${GATE}"]: is reserved for lowering: it is the revision that it waits for`,
    ],
  ]);

  test('one version, with all that a version may have, is held', () => {
    for (const version of ['6.9.0', 'v6.9.0', '6.9.0-rc.1', '6.9.0+build.5']) {
      expect(problems(two({}, { chart: { chart: 'podinfo', version } }))).toEqual([]);
    }
  });
});
