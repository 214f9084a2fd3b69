import { describe, expect, test } from 'vitest';
import { type AgreementEvidence, agreementOf } from '../../src/status/agreement';
import { tableOf } from './decision-table';

/** The table of the page, row by row: the matching words of each column, `''` if all match. */
const table = tableOf('Does the cluster run what the Application specifies?');

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

/** The meaning of a word in a column. */
const EVIDENCE: Readonly<Record<string, Readonly<Record<string, Partial<AgreementEvidence>>>>> = {
  Application: { none: { undeclared: true }, stored: {} },
  'Digest of the object': {
    '-': {},
    same: { digest: DIGEST, wantedDigest: DIGEST },
    other: { digest: DIGEST, wantedDigest: OTHER },
  },
  'Fields that differ': {
    none: { differing: [], dropped: [] },
    some: {
      differing: [
        ['spec', 'interval'],
        ['spec', 'values', 'host'],
      ],
      dropped: [['spec', 'interval']],
    },
    dropped: { differing: [['spec', 'driftDetection', 'mode']], dropped: [['spec', 'driftDetection', 'mode']] },
  },
  '`digests` say': { '-': {}, this: { writtenDigest: 'a'.repeat(12) }, other: { writtenDigest: 'b'.repeat(12) } },
  'Targets changed by': { applier: {}, another: { editor: { manager: 'kubectl-edit', time: '2026-11-02T10:00:00Z' } } },
};

const columns = Object.keys(EVIDENCE);

interface Combination {
  readonly words: Readonly<Record<string, string>>;
  readonly evidence: AgreementEvidence;
}

const combinations = columns.reduce<Combination[]>(
  (sofar, column) =>
    sofar.flatMap(({ words, evidence }) =>
      Object.entries(EVIDENCE[column] ?? {}).map(([word, part]) => ({
        words: { ...words, [column]: word },
        evidence: { ...evidence, ...part },
      })),
    ),
  [{ words: {}, evidence: { wantedDigest: OTHER, differing: [], dropped: [], owners: [] } }],
);

function rowOf(words: Readonly<Record<string, string>>): number {
  return table.findIndex((row) =>
    columns.every((column) => row[column] === '' || row[column]?.split(', ').includes(words[column] as string)),
  );
}

test('the table decides on every combination, and every row on something', () => {
  expect(combinations).toHaveLength(2 * 3 * 3 * 3 * 2);
  expect([...new Set(combinations.map(({ words }) => rowOf(words)))].sort()).toEqual(table.map((_, row) => row));
});

describe.each(combinations)('$words', ({ words, evidence }) => {
  test('is as the page says', () => {
    const { Verdict, Said = '' } = table[rowOf(words)] ?? {};
    const agreement = agreementOf(evidence);
    expect(agreement.verdict).toBe(Verdict);
    if (agreement.verdict === 'notApplied') expect(agreement.message).toContain(Said);
    else expect(Object.keys(agreement).filter((key) => key !== 'verdict')).toEqual(Said === '' ? [] : [Said]);
  });
});

test('messages name what differs, and who has changed it', () => {
  const evidence = { digest: DIGEST, wantedDigest: OTHER, dropped: [], owners: [] };
  const differing = ['a', 'b', 'c', 'd', 'e'].map((key) => ['spec', 'values', key]);
  expect([
    agreementOf({ ...evidence, differing, writtenDigest: 'b'.repeat(12) }),
    agreementOf({
      ...evidence,
      differing: differing.slice(0, 1),
      writtenDigest: 'a'.repeat(12),
      editor: { manager: 'kubectl-edit', time: '2026-11-02T10:00:00Z' },
    }),
    agreementOf({ ...evidence, differing: differing.slice(0, 2) }),
    agreementOf({
      ...evidence,
      differing: differing.slice(0, 1),
      writtenDigest: 'a'.repeat(12),
      owners: ['kustomize-controller'],
    }),
  ]).toEqual([
    {
      verdict: 'notApplied',
      message: 'the Application has not been applied: spec.values.a, spec.values.b, spec.values.c and 2 more differ',
    },
    {
      verdict: 'notApplied',
      message:
        'the Application was edited by kubectl-edit at 2026-11-02T10:00:00Z and not applied: spec.values.a differs',
    },
    {
      verdict: 'notApplied',
      message: 'the Application has not been applied, or was altered on the way: spec.values.a, spec.values.b differ',
    },
    { verdict: 'judged', altered: { fields: ['spec.values.a'], by: ['kustomize-controller'] } },
  ]);
});

test('fields of the chart have perhaps been dropped where the Application was not edited since it was written', () => {
  const version = ['spec', 'chart', 'spec', 'version'];
  const evidence = { digest: DIGEST, wantedDigest: OTHER, differing: [version], dropped: [], owners: [] };
  const written = { ...evidence, writtenDigest: 'a'.repeat(12) };
  const perhapsDropped = [version];
  expect(agreementOf({ ...written, perhapsDropped })).toEqual({
    verdict: 'judged',
    dropped: ['spec.chart.spec.version'],
  });
  expect(agreementOf(written)).toEqual({
    verdict: 'judged',
    altered: { fields: ['spec.chart.spec.version'], by: [] },
  });
  for (const other of [evidence, { ...written, editor: { manager: 'kubectl-edit' } }]) {
    expect(agreementOf({ ...other, perhapsDropped })).toEqual(agreementOf(other));
  }
});
