import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readinessOf } from '../../src/status/readiness';
import { askOracle, hasGo } from '../oracle/go';
import { kstatusCases, nameOf } from '../oracle/kstatus-cases';
import { formatKstatusGolden, kstatusGoldenText, readKstatusGolden } from '../oracle/kstatus-golden';
import { combinationsOf, objectsOf } from './combinations';
import { STATUS_PAGE } from './decision-table';

const answers = new Map(readKstatusGolden().map(({ name, kstatus }) => [name, kstatus.result.status]));

/** The pairs of results of readiness and kstatus that agree. */
const AGREEMENTS = new Set([
  'Ready Current',
  'Reconciling InProgress',
  'Reconciling Terminating',
  'Failed Failed',
  'Stalled Failed',
]);

/** The differences that the page explains. */
function explained(): string[] {
  const [, section = ''] = readFileSync(STATUS_PAGE, 'utf8').split('## How it differs from kstatus\n');
  return [...section.matchAll(/^\| ([A-Z]\w+) \| ([A-Z]\w+) \| .{10,} \|$/gm)].map(
    ([, state, kstatus]) => `${state} ${kstatus}`,
  );
}

test('the golden file holds every combination', () => {
  expect(kstatusCases().map(({ name }) => name)).toEqual([...answers.keys()]);
  expect(answers.size).toBe(1080);
});

test('wherever kstatus says something else, the page explains it, and it explains nothing else', () => {
  const found = new Set(
    (['HelmRelease', 'Kustomization', 'HelmChart'] as const).flatMap(combinationsOf).flatMap((combination) => {
      const kstatus = answers.get(nameOf(combination));
      return objectsOf(combination).map((object) => `${readinessOf(object).state} ${kstatus}`);
    }),
  );
  const differences = [...found].filter((pair) => !AGREEMENTS.has(pair));
  expect(differences.sort()).toEqual(explained().sort());
});

const go = hasGo();
// Without Go, the committed answers are used; in CI, the oracle must be asked again.
test.skipIf(!go && process.env.CI !== 'true')(
  `kstatus still says what the golden file says${go ? '' : ' (needs Go)'}`,
  () => {
    const cases = kstatusCases();
    expect(formatKstatusGolden(cases, askOracle(cases))).toBe(kstatusGoldenText());
  },
  600_000,
);
