import { expect, test } from 'vitest';
import { type ApplyStep, addressOf, type Rival } from '../../../src/change';
import { rivalRefusals } from '../../../src/cli/apply/refusals';
import { kustomization, release } from '../../change/plan/objects';

const [now, old] = [release('eu-1'), release('eu-1', { metadata: { name: 'old' } })];
const create = { change: { action: 'create', address: addressOf(now) } } as ApplyStep;
const said = (rival: Partial<Rival>, steps = [create]) =>
  rivalRefusals([{ object: now, other: old, ...rival }], steps).map(({ message }) => message);

test.each<[Partial<Rival>, string]>([
  [{ isMovable: true }, 'move it with --adopt, or suspend it'],
  [{}, 'suspend it, and delete it afterwards'],
  [{ owner: 'Kustomization flux-system/apps' }, 'Kustomization flux-system/apps applies it: suspend it there'],
])('a new delivery that another one delivers too is refused with a remedy that works: %j', (rival, remedy) => {
  expect(said(rival)).toEqual([`another HelmRelease delivers the same, and is not in the code: ${remedy}`]);
});

test('one that is there already, or may deliver something else, is not refused', () => {
  expect(said({}, [])).toEqual([]);
  expect(said({ other: kustomization('eu-1'), mayDiffer: true })).toEqual([]);
});
