import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FluxObject } from '../../src/status/flux-object';
import { type Readiness, readinessOf } from '../../src/status/readiness';
import { type Combination, combinationsOf, commonCombinations, objectsOf, REASONS } from './combinations';
import { decisionOn, decisionTable, STATUS_PAGE } from './decision-table';

const table = decisionTable();
const kinds = ['HelmRelease', 'Kustomization', 'HelmChart'] as const;

test('there are as many combinations as there are things to say', () => {
  expect(commonCombinations()).toHaveLength(1080);
  expect(kinds.map((kind) => combinationsOf(kind).length)).toEqual([1080 * 3 * 2 * 2, 1080 * 3 * 3 * 3, 1080 * 3]);
});

/** The reason to which the table refers. */
function reasonFor(reason: string, object: FluxObject): string | undefined {
  if (reason === 'of the last try') {
    const { history } = object.status as { history?: { lastReconciledStatus: string }[] };
    return history?.[0]?.lastReconciledStatus ?? 'Failed';
  }
  const [, type] = /^of (\w+)$/.exec(reason) ?? [];
  if (type === undefined) return reason;
  const { conditions } = object.status as { conditions: { type: string; reason: string }[] };
  return conditions.find((condition) => condition.type === type)?.reason;
}

describe.each(kinds)('%s', (kind) => {
  test('every combination is in the state, and for the reason, that the table says', () => {
    for (const combination of combinationsOf(kind)) {
      const decision = table[decisionOn(combination, table)];
      for (const object of objectsOf(combination)) {
        const { state, reason } = readinessOf(object);
        const expected = { state: decision?.state, reason: reasonFor(decision?.reason ?? '', object) };
        if (state !== expected.state || reason !== expected.reason) {
          expect({ state, reason }, JSON.stringify(combination)).toEqual(expected);
        }
      }
    }
  });

  test('flags say what the page says', () => {
    const wrong = combinationsOf(kind).flatMap((combination) =>
      objectsOf(combination)
        .map((object) => readinessOf(object))
        .filter((readiness) => !hasRightFlags(combination, readiness))
        .map(({ state, flags }) => ({ combination, state, flags })),
    );
    expect(wrong).toEqual([]);
  });
});

function hasRightFlags({ ready, reconciling, suspended, deleted }: Combination, { state, flags }: Readiness): boolean {
  const isAtWork = suspended === 'no' && (reconciling !== '-' || ready === 'Unknown');
  return [
    (flags.reconciling === true) === isAtWork,
    !flags.retrying || ['Failed', 'Stalled', 'Reconciling'].includes(state),
    state !== 'Failed' || deleted === 'yes' || (flags.retrying === true) === (reconciling !== '-'),
    !flags.failing || (ready === 'False' && (deleted === 'yes' || !['Ready', 'Failed'].includes(state))),
    state !== 'Ready' || Object.keys(flags).every((flag) => flag === 'reconciling'),
  ].every(Boolean);
}

test('every row of the table decides on something', () => {
  const all = kinds.flatMap(combinationsOf);
  const rows = new Set(all.map((combination: Combination) => decisionOn(combination, table)));
  expect([...rows].sort((a, b) => a - b)).toEqual(table.map((_, index) => index));
});

test('the page names the reasons that the combinations are made of', () => {
  const page = readFileSync(STATUS_PAGE, 'utf8');
  for (const said of ['waiting', 'at first', 'unavailable'] as const) {
    const [, cell] = new RegExp(`^\\| ${said} \\| (.*) \\|$`, 'm').exec(page) ?? [];
    expect(cell).toBe(REASONS[said].map((reason) => `\`${reason}\``).join(', '));
  }
});
