import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Combination } from './combinations';

/** The page about the states of an application and its targets. */
export const STATUS_PAGE = join(__dirname, '..', '..', 'docs', 'status.md');

/** A row of the decision table. */
export interface Decision {
  /** By column, the matching words; an empty column matches everything. */
  readonly when: Readonly<Record<string, readonly string[]>>;
  readonly state: string;
  /** A reason, or the condition from which the reason is taken. */
  readonly reason: string;
}

/** The decision table of the page, row by row: the first matching row decides. */
export function decisionTable(): Decision[] {
  return tableOf('The decision table').map((row) => {
    const { State: state = '', Reason: reason = '', ...columns } = row;
    const filled = Object.entries(columns).filter(([, cell]) => cell !== '');
    return { when: Object.fromEntries(filled.map(([column, cell]) => [column, cell.split(', ')])), state, reason };
  });
}

/** The rows of the first table below a heading of the page, each cell by its column. */
export function tableOf(heading: string): Readonly<Record<string, string>>[] {
  const page = readFileSync(STATUS_PAGE, 'utf8');
  const below = page.slice(page.indexOf(`\n## ${heading}\n`));
  const [, table] = /\n\n(\|.*?)\n\n/s.exec(below) ?? [];
  if (table === undefined || below === page.slice(-1)) throw new Error(`no table below "${heading}"`);
  const [head = [], , ...rows] = table.split('\n').map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.map((cells) => Object.fromEntries(head.map((column, index) => [column, cells[index] ?? ''])));
}

/** The words for a combination in the columns of the table. */
export function wordsFor(combination: Combination): Readonly<Record<string, string>> {
  const { kind, deleted, suspended, observed, ready, reason, reconciling, lastTry, revision } = combination;
  const generation = (about: number | '-') => (about === '-' ? '-' : about === 3 ? 'this' : 'older');
  // a condition without a generation is about the observed generation of its object
  const readyAbout = combination.readyAbout === 0 ? observed : combination.readyAbout;
  return {
    Kind: kind,
    Deleted: deleted,
    Suspended: suspended,
    Observed: generation(observed),
    Stalled: generation(combination.stalledAbout),
    Ready: ready,
    'Ready is of': ready === '-' ? '-' : generation(readyAbout),
    'Ready says': ready === 'False' ? reason : '-',
    Reconciling: reconciling,
    'Last try': lastTry,
    Revision: revision,
  };
}

/** The index of the row that decides about a combination. */
export function decisionOn(combination: Combination, table: readonly Decision[]): number {
  const words = wordsFor(combination);
  const index = table.findIndex(({ when }) =>
    Object.entries(when).every(([column, applying]) => {
      const word = words[column];
      if (word === undefined) throw new Error(`no column is called ${column}`);
      return applying.includes(word);
    }),
  );
  if (index === -1) throw new Error(`the table does not decide on ${JSON.stringify(words)}`);
  return index;
}
