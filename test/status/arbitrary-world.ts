import fc from 'fast-check';
import { lower } from '../../src/application/lower/lower';
import type { FluxObject } from '../../src/status/flux-object';
import { helmApplication, kustomizationApplication, onHost, onMember } from '../application/applications';
import { type Combination, combinationsOf, objectsOf } from './combinations';
import { deployed, fluxObject } from './flux-objects';
import type { World } from './watched-application';

// biome-ignore lint/suspicious/noExplicitAny: Applications are plain data here
type Any = any;

/** An Application, and its existing objects on clusters. */
export interface Scene {
  readonly application: Any;
  readonly world: World;
}

const NAMESPACES = ['web', 'api'];
const MEMBERS = ['eu-1', 'us-1', 'asia'];
const TARGETS = [
  ...NAMESPACES.map((namespace) => onHost(namespace)),
  ...MEMBERS.flatMap((member) => NAMESPACES.map((namespace) => onMember(member, namespace))),
];

const targets = fc.subarray(TARGETS, { minLength: 1 });

const applications: fc.Arbitrary<Any> = fc.oneof(
  targets.map((deploy) => helmApplication(deploy)),
  targets.map((deploy) => helmApplication(deploy, { chart: undefined, source: null, template: 'shared' })),
  targets.map((entries) =>
    kustomizationApplication(entries.map(({ destination }) => ({ destination, interval: '8m', prune: true }))),
  ),
);

/** A text like those of controllers: long, with many lines, in any script. */
export const message = fc.oneof(
  fc.constantFrom('', 'boom', 'Helm install failed: boom\n\nLast logs:\n…', '连接被拒绝', '"\\\u0001'),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text).toString()),
  fc.nat({ max: 70_000 }).map((port) => `dial tcp 10.0.0.1:${port}: connect: connection refused`),
);

const date = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((each) => each.toISOString().replace(/\.\d+/, ''));

const oneOf = <T>(all: readonly T[]) => fc.nat({ max: all.length - 1 }).map((index) => all[index] as T);

const COMBINATIONS: Readonly<Record<Combination['kind'], fc.Arbitrary<Combination>>> = {
  HelmRelease: oneOf(combinationsOf('HelmRelease')),
  Kustomization: oneOf(combinationsOf('Kustomization')),
  HelmChart: oneOf(combinationsOf('HelmChart')),
};

/** Further conditions that may be present. */
const BESIDE: readonly (readonly { readonly type: string; readonly status: string }[])[] = [
  [],
  [{ type: 'Drifted', status: 'True' }],
  [{ type: 'Released', status: 'False' }],
];

/** An object with any combination of facts. */
export function anyObject(kind: Combination['kind'], name: string): fc.Arbitrary<FluxObject> {
  return fc
    .record({
      combination: COMBINATIONS[kind],
      text: message,
      date,
      history: fc.constantFrom({}, deployed('1.0.0'), deployed('1.1.0', 2)),
      extra: fc.constantFrom(...BESIDE),
    })
    .map(({ combination, text, date: at, history, extra }) => {
      const [object] = objectsOf(combination) as [FluxObject];
      const { conditions, ...status } = object.status as { conditions: object[] };
      const said = { message: text, lastTransitionTime: at };
      return fluxObject(
        kind,
        name,
        {
          ...status,
          ...(kind === 'HelmRelease' ? history : {}),
          ...(kind === 'HelmChart' ? { artifact: { revision: '1.0.0' } } : {}),
          conditions: [...conditions, ...extra.map((each) => ({ reason: 'Because', ...each }))].map((each) => ({
            ...each,
            ...said,
          })),
        },
        {
          metadata: object.metadata.deletionTimestamp ? { ...object.metadata, name } : { generation: 3 },
          spec: object.spec as object,
        },
      );
    });
}

/** An Application with some of its objects in any state, and perhaps some orphans. */
export const scenes: fc.Arbitrary<Scene> = applications.chain((application) => {
  const kind = application.spec.fluxApp.spec.config.helmRelease ? 'HelmRelease' : 'Kustomization';
  const releases = lower(application).objects.filter((object) => object.kind === kind);
  const objects = releases.map(({ metadata }) => {
    const digests = fc.constantFrom(undefined, metadata.annotations, {
      'gitops.kubesphere.io/lowering-digest': 'another',
    });
    const there = fc.tuple(anyObject(kind, metadata.name), digests).map(([object, annotations]) => ({
      ...object,
      metadata: { ...object.metadata, ...(annotations ? { annotations } : {}) },
    }));
    return fc.option(there, { nil: undefined, freq: 5 });
  });
  const left = fc.array(
    fc.constantFrom('old-1', 'old-2', 'old-3').chain((name) => anyObject(kind, name)),
    { maxLength: 3 },
  );
  return fc
    .record({
      objects: fc.tuple(...objects),
      left: left.map((all) =>
        all.filter(({ metadata }, index) => all.findIndex((each) => each.metadata.name === metadata.name) === index),
      ),
      chart: fc.option(anyObject('HelmChart', 'shared'), { nil: undefined }),
    })
    .map(({ objects: there, left: orphans, chart }) => ({
      application: { ...application, metadata: { ...application.metadata, generation: 5 } },
      world: {
        [kind]: [...there.filter((object) => object !== undefined), ...orphans],
        sources: chart ? [chart] : [],
      },
    }));
});
