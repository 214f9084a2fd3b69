import { Random } from './random';
import { brokenExpression, randomExpression } from './random-set';
import { randomMap } from './random-values';
import type { ValuesCase } from './values-case';
import { writtenMergeCases, writtenSetCases } from './written-cases';

/** The number of random cases of each kind. */
const WELL_FORMED = 350;
const BROKEN = 250;
const MERGES = 600;

/** All cases of the golden file, in order; the same in every call. */
export function valuesCases(): readonly ValuesCase[] {
  return [...setCases('set', 1), ...setCases('setString', 2), ...mergeCases(3)];
}

/** `times` as many random cases, without hand-written ones; the same in every call with the same seed. */
export function randomValuesCases(seed: number, times: number): readonly ValuesCase[] {
  const seeds = Array.from({ length: times }, (_, index) => seed + 3 * index);
  return seeds.flatMap((each) => [
    ...randomSetCases('set', each),
    ...randomSetCases('setString', each + 1),
    ...randomMergeCases(each + 2),
  ]);
}

function setCases(kind: 'set' | 'setString', seed: number): readonly ValuesCase[] {
  return [...writtenSetCases(kind), ...randomSetCases(kind, seed)];
}

function randomSetCases(kind: 'set' | 'setString', seed: number): readonly ValuesCase[] {
  const random = new Random(seed);
  const wellFormed = Array.from({ length: WELL_FORMED }, () => ({
    kind,
    base: randomMap(random, random.integer(0, 2)),
    input: random.list(1, 3, () => randomExpression(random)),
  }));
  const broken = Array.from({ length: BROKEN }, () => ({
    kind,
    base: randomMap(random, random.integer(0, 2)),
    input: [brokenExpression(random)],
  }));
  return [...wellFormed, ...broken];
}

function mergeCases(seed: number): readonly ValuesCase[] {
  return [...writtenMergeCases(), ...randomMergeCases(seed)];
}

function randomMergeCases(seed: number): readonly ValuesCase[] {
  const random = new Random(seed);
  return Array.from({ length: MERGES }, () => ({
    kind: 'merge' as const,
    base: randomMap(random, 3),
    input: random.list(1, 3, () => randomMap(random, 3)),
  }));
}
