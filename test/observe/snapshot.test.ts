import { expect, test } from 'vitest';
import { objectId } from '../../src/kubernetes/kinds';
import { observeSources } from '../../src/observe/snapshot';
import { type Desired, desiredOf } from '../../src/status/desired';
import type { ObjectRef } from '../../src/status/flux-object';
import { helmApplication, onHost, onMember } from '../application/applications';
import { readySource } from '../status/flux-objects';

const NONE = { HelmRelease: [], Kustomization: [] };
const desired = desiredOf(
  helmApplication([onHost('web'), onMember('eu-1', 'web')], { chart: undefined, source: null, template: 'shared' }),
) as Desired;

test('every source is looked up once, and then what it refers to', () => {
  const chart = {
    ...readySource('HelmChart', 'shared', '1.0.0'),
    spec: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
  };
  const unread = { unread: 'Forbidden', message: 'helmrepositories is forbidden' };
  const asked: string[] = [];
  const { observed, refs } = observeSources(desired, NONE, (ref: ObjectRef) => {
    asked.push(objectId(ref));
    return ref.kind === 'HelmChart' ? chart : unread;
  });
  expect(asked).toEqual(['HelmChart apps/shared', 'HelmRepository apps/charts']);
  expect([...refs.keys()]).toEqual(asked);
  expect(observed).toEqual({
    ...NONE,
    sources: new Map<string, unknown>([
      ['HelmChart apps/shared', chart],
      ['HelmRepository apps/charts', unread],
    ]),
  });
});

test('a source that does not exist was looked up, and has no entry', () => {
  const { observed, refs } = observeSources(desired, NONE, () => undefined);
  expect([...refs.keys()]).toEqual(['HelmChart apps/shared']);
  expect(observed.sources.size).toBe(0);
});
