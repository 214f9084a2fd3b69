import { describe, expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { viewsOf } from '../../src/observe/dump';
import { helmApplication, onHost, onMember } from '../application/applications';

/** Which objects belong to an application, even if other tools change labels and names on the way into the cluster. */

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const LABEL = 'app.kubernetes.io/managed-by';
const NOW = '2026-11-30T10:00:00Z';

const condition = { type: 'Ready', status: 'True', reason: 'InstallSucceeded', message: 'installed' };

/** An object as stored in a cluster, ready. */
function ready(object: Any): Any {
  const history = [{ status: 'deployed', chartVersion: '1.0.0', version: 1 }];
  const conditions = [{ ...condition, observedGeneration: 1, lastTransitionTime: NOW }];
  const metadata = { ...object.metadata, uid: object.metadata.name, generation: 1 };
  return { ...object, metadata, status: { observedGeneration: 1, conditions, history } };
}

/** An Application and its releases, each changed by `change`. */
function world(name: string, change: (object: Any) => Any = (object) => object): Any[] {
  const application: Any = helmApplication([onHost('web'), onMember('eu-1', 'web')], {
    metadata: { name, namespace: 'apps', uid: name, generation: 1 },
  });
  const chart = { kind: 'HelmRelease', metadata: { name: 'other', namespace: 'apps', labels: { [LABEL]: 'Helm' } } };
  return [
    application,
    ...(lower(application).objects as Any[]).map((object) => ready(change(structuredClone(object)))),
    { apiVersion: 'helm.toolkit.fluxcd.io/v2', ...chart },
  ];
}

/** The targets and orphans of each application, with their states and messages. */
function said(...objects: Any[]): unknown {
  const found = viewsOf(objects, NOW).map(({ name, report: { targets, orphans } }) => [
    name,
    [...targets, ...orphans].map((target) => [target.key, target.state, target.message]),
  ]);
  return Object.fromEntries(found);
}

const READY = [
  ['eu-1-web', 'Ready', 'installed'],
  ['web', 'Ready', 'installed'],
];

/** The effect of `namePrefix` and `nameSuffix` of kustomize: on all names, including that of the Application. */
function renamed(objects: Any[], prefix: string, suffix: string): Any[] {
  const rename = (object: Any) => ({
    ...object,
    metadata: { ...object.metadata, name: `${prefix}${object.metadata.name}${suffix}` },
  });
  return objects.map((object) => (object.metadata.name === 'other' ? object : rename(object)));
}

describe('an object belongs to its application', () => {
  test('by its marks', () => {
    expect(said(...world('podinfo'))).toEqual({ podinfo: READY });
  });

  test.each(['Helm', 'flux', 'api', ''])('where another tool has overwritten the label: %j', (label) => {
    const overwritten = world('podinfo', (object) => {
      object.metadata.labels[LABEL] = label;
      return object;
    });
    expect(said(...overwritten, ...world('api'))).toEqual({ api: READY, podinfo: READY });
  });

  test('where another tool has removed it', () => {
    const unlabelled = world('podinfo', (object) => {
      delete object.metadata.labels;
      return object;
    });
    expect(said(...unlabelled)).toEqual({ podinfo: READY });
  });

  test('by the label, where it has no annotation', () => {
    const before = world('podinfo', (object) => {
      delete object.metadata.annotations['gitops.kubesphere.io/application'];
      return object;
    });
    expect(said(...before)).toEqual({ podinfo: READY });
  });
});

describe('a foreign object', () => {
  const foreign = (metadata: object) => ({
    ...{ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' },
    metadata: { namespace: 'apps', name: 'database', labels: { [LABEL]: 'podinfo' }, ...metadata },
  });

  test('is no part of the application whose label it carries by chance', () => {
    expect(said(...world('podinfo'), foreign({}))).toEqual({ podinfo: READY });
  });

  const annotations = { 'gitops.kubesphere.io/application': 'podinfo', 'app.kubernetes.io/name': 'us-1-web' };
  const spec = { kubeConfig: { secretRef: { name: 'us-1' } }, targetNamespace: 'web' };

  test('is left over where lowering made it', () => {
    const name = 'podinfo--us-1--web';
    const message = `HelmRelease ${name} is no longer part of the Application: delete it, or apply with pruning`;
    expect(said(...world('podinfo'), { ...foreign({ name, annotations }), spec })).toEqual({
      podinfo: [...READY, ['us-1-web', 'Orphaned', message]],
    });
  });

  test.each(['database', 'eu-podinfo--us-1--web', 'podinfo--us-2--web'])(
    'is not, where it is a copy with another name: %s',
    (name) => {
      expect(said(...world('podinfo'), { ...foreign({ name, annotations }), spec })).toEqual({ podinfo: READY });
    },
  );
});

describe('kustomize', () => {
  const say = (name: string) =>
    `HelmRelease ${name} has the marks of Application podinfo: namePrefix and nameSuffix of kustomize rename an ` +
    'Application and its objects, but not references to them';

  test.each([
    ['a-', ''],
    ['', '-b'],
    ['a-', '-b'],
  ])('that puts %j and %j around names is told of', (prefix, suffix) => {
    const expected = [
      ['eu-1-web', 'Missing', say(`${prefix}podinfo--eu-1--web${suffix}`)],
      ['web', 'Missing', say(`${prefix}podinfo--host--web${suffix}`)],
    ];
    const copy = renamed(world('podinfo'), prefix, suffix);
    expect(said(...copy)).toEqual({ [`${prefix}podinfo${suffix}`]: expected });
    // next to the application with its original name: the copy's objects are not reported as orphans
    expect(said(...world('podinfo'), ...copy)).toEqual({ podinfo: READY, [`${prefix}podinfo${suffix}`]: expected });
  });
});
