import { expect, test } from 'vitest';
import type { ApplyStage, ApplyStep } from '../../../src/change/apply';
import { pacedStages } from '../../../src/change/apply/paced-stages';

/** A step, by name. @param wave the wave of its target */
const step = (name: string, wave?: number) => ({ change: { name, wave } }) as unknown as ApplyStep;

const STAGES: readonly ApplyStage[] = [
  { steps: [step('Namespace')] },
  { steps: [step('values of a', 1), step('values of b', 2), step('source')] },
  { wave: 1, steps: [step('a', 1), step('other')] },
  { wave: 2, steps: [step('b', 2)] },
  { wave: 3, steps: [step('c', 3)] },
];
const names = (stages: readonly ApplyStage[]) =>
  stages.map(({ wave, steps }) => [wave, ...steps.map(({ change }) => change.name)]);

test('without waiting between waves the stages stay as they are', () => {
  expect(pacedStages(STAGES, { isStepwise: false })).toBe(STAGES);
});

const FIRST = [
  [1, 'Namespace'],
  [1, 'values of a', 'source'],
  [1, 'a', 'other'],
];
const SECOND = [
  [2, 'values of b'],
  [2, 'b'],
];

test('what belongs to a target goes with its wave', () => {
  expect(names(pacedStages(STAGES, { isStepwise: true }))).toEqual([...FIRST, ...SECOND, [3, 'c']]);
});

test.each([
  [1, FIRST],
  [2, [...FIRST, ...SECOND]],
  [9, [...FIRST, ...SECOND, [3, 'c']]],
])('up to wave %i', (toWave, expected) => {
  for (const isStepwise of [true, false]) expect(names(pacedStages(STAGES, { isStepwise, toWave }))).toEqual(expected);
});
