import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyStages, type Plan, type PlannedObject, type PlanObject, planOf } from '../../../src/change';
import { runs, SEED } from '../../random-runs';
import { chart, kustomization, object, release } from '../plan/objects';

const ROLLOUT = 'gitops.kubesphere.io/rollout';

/** A release that waits for the releases of the previous wave. */
function inWave(wave: number, cluster: string, ...waitsFor: string[]): PlanObject {
  const readyExpr = `dep.metadata.labels['${ROLLOUT}'] == 'rev${wave - 1}'`;
  const dependsOn = waitsFor.map((name) => ({ name: `web--${name}--web`, readyExpr }));
  const awaited = wave === 1 ? {} : { [`${ROLLOUT}-gate`]: `rev${wave - 1}` };
  return release(cluster, { metadata: { labels: { [ROLLOUT]: `rev${wave}`, ...awaited } }, spec: { dependsOn } });
}

const plain = (apiVersion: string, kind: string, name: string) =>
  object({ apiVersion, kind, metadata: { name, namespace: 'shop' } });

const IN_ORDER: readonly (readonly PlanObject[])[] = [
  [object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })],
  [object({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a.b' } })],
  [plain('gitops.kubesphere.io/v1alpha1', 'Application', 'web')],
  [
    plain('source.toolkit.fluxcd.io/v1', 'HelmRepository', 'charts'),
    plain('source.toolkit.fluxcd.io/v1', 'OCIRepository', 'oci'),
  ],
  [chart('web-1.0.0')],
  [
    plain('v1', 'ConfigMap', 'values'),
    plain('v1', 'Secret', 'eu-1'),
    plain('apps/v1', 'Deployment', 'tool'),
    // kinds of other groups with the same names as those above
    plain('apps.kubesphere.io/v1alpha1', 'Application', 'web'),
    plain('example.com/v1', 'Namespace', 'other'),
    plain('example.com/v1', 'HelmRelease', 'other'),
  ],
  [inWave(1, 'eu-1'), inWave(1, 'eu-2'), kustomization('eu-1')],
  [inWave(2, 'us-1', 'eu-1', 'eu-2')],
  [inWave(3, 'us-2', 'us-1')],
];

function planned(objects: readonly PlanObject[], before: readonly PlanObject[] = []) {
  const plan: Plan = planOf({ evidence: 'offline', before, after: objects });
  const all = objects.map((desired): PlannedObject => ({ desired, own: { manager: 'fluxapp' } }));
  return applyStages(plan, all);
}

const names = (objects: readonly PlanObject[]) => objects.map(({ kind, name }) => `${kind} ${name}`).sort();

test('what others need comes first, whatever order the code has', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(IN_ORDER.flat(), { minLength: IN_ORDER.flat().length }), (objects) => {
      const stages = planned(objects);
      expect(stages.map(({ steps }) => names(steps.map(({ desired }) => desired)))).toEqual(IN_ORDER.map(names));
      expect(stages.map(({ wave }) => wave)).toEqual([...IN_ORDER.slice(0, -3).map(() => undefined), 1, 2, 3]);
    }),
    { numRuns: runs(50), seed: SEED },
  );
});

test('what does not change is in no stage', () => {
  const all = IN_ORDER.flat();
  expect(planned(all, all)).toEqual([]);
  const [first] = planned(all, all.slice(0, -1));
  expect(first).toMatchObject({
    wave: 3,
    steps: [{ desired: { name: 'web--us-2--web' }, change: { action: 'create' } }],
  });
});
