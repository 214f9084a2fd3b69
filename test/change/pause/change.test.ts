import { expect, test } from 'vitest';
import { lower } from '../../../src/application/lower/lower';
import { applicationPatch, type PauseParts, pauseChangeOf } from '../../../src/change/pause/change';
import { type Desired, desiredOf } from '../../../src/status/desired';
import {
  application,
  helmApplication,
  kustomizationApplication,
  onHost,
  onMember,
} from '../../application/applications';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const DIGEST = 'gitops.kubesphere.io/lowering-digest';
const pause = { reason: 'test', since: '2026-11-02T10:00:00Z' };

/** The lowered releases of an application, as an API server returns them. */
function releasesOf(application: unknown): Any[] {
  return lower(application as Any).objects.map((object: Any, index) => ({
    ...object,
    metadata: { ...object.metadata, uid: `uid-${index}` },
  }));
}

/** The plan, and the patch of the Application. */
function plan(application: unknown, parts: Partial<PauseParts> & Pick<PauseParts, 'wish'>) {
  const objects = releasesOf(application);
  const planned = pauseChangeOf({ application, desired: desiredOf(application) as Desired, objects, ...parts });
  return { targets: planned.targets, operations: applicationPatch(application, planned, parts.wish) };
}

const web = helmApplication([onHost('web'), onMember('eu-1', 'web')]);

test('a pause is noted on the object, and the entry of the Application is tested', () => {
  const { targets, operations } = plan(web, { wish: { pause }, isMeant: ({ cluster }) => cluster === 'eu-1' });
  expect(targets).toEqual([
    {
      key: 'eu-1-web',
      cluster: 'eu-1',
      kind: 'HelmRelease',
      name: 'podinfo--eu-1--web',
      object: 'podinfo--eu-1--web',
      digest: expect.stringMatching(/^sha256:/),
      after: pause,
      patch: {
        metadata: {
          uid: 'uid-1',
          annotations: {
            'gitops.kubesphere.io/suspend-reason': 'test',
            'gitops.kubesphere.io/suspend-by': null,
            'gitops.kubesphere.io/suspend-since': '2026-11-02T10:00:00Z',
            'gitops.kubesphere.io/suspend-until': null,
          },
        },
        spec: { suspend: true },
      },
      undoneBy: [],
    },
  ]);
  const path = '/spec/fluxApp/spec/config/helmRelease/deploy/1';
  const destination = { kubeConfig: { secretRef: { name: 'eu-1' } }, targetNamespace: 'web' };
  expect(operations).toEqual([
    { op: 'test', path: `${path}/destination`, value: destination },
    { op: 'add', path: `${path}/suspend`, value: true },
  ]);
});

test('of two entries with one destination the name tells which', () => {
  const application = kustomizationApplication([
    onHost('web', { prune: true, name: 'one', path: 'one' }),
    onHost('web', { prune: true, name: 'two', path: 'two' }),
  ]);
  const { operations } = plan(application, { wish: { pause }, isMeant: ({ key }) => key === 'web-two' });
  const path = '/spec/fluxApp/spec/config/kustomization/1';
  expect(operations).toEqual([
    { op: 'test', path: `${path}/destination`, value: { targetNamespace: 'web' } },
    { op: 'test', path: `${path}/name`, value: 'two' },
    { op: 'add', path: `${path}/suspend`, value: true },
  ]);
});

test('resumed, the Application has the digest that its object has', () => {
  for (const suspend of [undefined, false]) {
    const written = helmApplication([onHost('web', suspend === undefined ? {} : { suspend })]);
    const objects = releasesOf(written).map((object) => ({ ...object, spec: { ...object.spec, suspend: true } }));
    const paused = helmApplication([onHost('web', { suspend: true })]);
    const { targets, operations } = plan(paused, { wish: 'resume', objects });
    const path = '/spec/fluxApp/spec/config/helmRelease/deploy/0/suspend';
    expect(operations.at(-1)).toEqual(
      suspend === undefined ? { op: 'remove', path } : { op: 'add', path, value: false },
    );
    expect((targets[0] as Any).patch.metadata.annotations).not.toHaveProperty([DIGEST]);
  }
});

test('resumed against what its author wrote, the object follows the Application', () => {
  const paused = helmApplication([onHost('web', { suspend: true })]);
  const { targets, operations } = plan(paused, { wish: 'resume' });
  expect(operations.at(-1)?.op).toBe('remove');
  const [running] = (desiredOf(helmApplication([onHost('web')])) as Desired).targets;
  expect((targets[0] as Any).patch.metadata.annotations[DIGEST]).toBe(running?.digest);
});

test('what runs is not resumed, and an Application that says otherwise is put right', () => {
  const objects = releasesOf(web);
  const { targets, operations } = plan(helmApplication([onHost('web', { suspend: true })]), {
    wish: 'resume',
    objects,
  });
  expect(targets).toMatchObject([{ key: 'web', undoneBy: [] }]);
  expect(targets[0]).not.toHaveProperty('patch');
  expect(operations.at(-1)?.op).toBe('remove');
});

test('a target without an object is planned as such, and its entry is left alone', () => {
  const { targets, operations } = plan(web, { wish: { pause }, objects: [] });
  expect(targets.map(({ key, object, patch }) => ({ key, object, patch }))).toEqual([
    { key: 'eu-1-web' },
    { key: 'web' },
  ]);
  expect(operations).toEqual([]);
});

test('a release made by other means is found by its key, whatever it is called', () => {
  const [host] = releasesOf(web);
  const metadata = { ...host.metadata, name: 'by-hand', annotations: { 'app.kubernetes.io/name': 'web' } };
  const { targets, operations } = plan(helmApplication([onHost('web')]), {
    wish: { pause },
    objects: [{ ...host, metadata }],
  });
  expect(targets).toMatchObject([{ name: 'podinfo--host--web', object: 'by-hand' }]);
  expect(operations).toHaveLength(2);
});

test('an Application with errors can be paused as far as its targets can be told', () => {
  const broken = helmApplication([null, onHost('web', { interval: 'often' })] as object[]);
  const { targets, operations } = plan(broken, { wish: { pause }, objects: releasesOf(web) });
  expect(targets).toMatchObject([{ key: 'web', object: 'podinfo--host--web' }]);
  expect(operations.at(-1)).toMatchObject({ path: '/spec/fluxApp/spec/config/helmRelease/deploy/1/suspend' });
});

test('in compact form the entry in the list of targets is changed, and nothing that several targets share', () => {
  const chart = { chart: 'podinfo', version: '6.x' };
  const compact = (defaults: object, targets: readonly object[]) =>
    application({
      source: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
      config: { helmRelease: { chart, defaults: { interval: '10m', ...defaults }, targets } },
    });
  const [one, two] = ['one', 'two'].map((targetNamespace) => ({ destination: { targetNamespace } })) as [Any, Any];
  const path = '/spec/fluxApp/spec/config/helmRelease/targets/1';
  const tested = { op: 'test', path: `${path}/destination`, value: two.destination };
  const isMeant = ({ key }: { key: string }) => key === 'two';

  const written = compact({}, [one, two]);
  expect(plan(written, { wish: { pause }, isMeant }).operations).toEqual([
    tested,
    { op: 'add', path: `${path}/suspend`, value: true },
  ]);

  const paused = compact({}, [one, { ...two, suspend: true }]);
  const running = releasesOf(written).map((object) => ({ ...object, spec: { ...object.spec, suspend: true } }));
  const resumed = plan(paused, { wish: 'resume', isMeant, objects: running });
  expect(resumed.operations).toEqual([tested, { op: 'remove', path: `${path}/suspend` }]);
  expect((resumed.targets[0] as Any).patch.metadata.annotations).not.toHaveProperty([DIGEST]);

  // only `false` resumes a target that the defaults suspend
  const all = compact({ suspend: true }, [one, two]);
  const off = plan(all, { wish: 'resume', isMeant });
  expect(off.operations).toEqual([tested, { op: 'add', path: `${path}/suspend`, value: false }]);
  const after = compact({ suspend: true }, [one, { ...two, suspend: false }]);
  expect((off.targets[0] as Any).patch.metadata.annotations[DIGEST]).toBe(
    releasesOf(after)[1].metadata.annotations[DIGEST],
  );
  expect(plan(after, { wish: { pause }, isMeant }).operations).toEqual([
    tested,
    { op: 'add', path: `${path}/suspend`, value: true },
  ]);
});
