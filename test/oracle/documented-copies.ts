import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The result of helm-controller for every row, one per line; written by `npx tsx test/oracle/generate.ts`. */
export const RELEASES_GOLDEN_FILE = join(__dirname, 'releases.golden.jsonl');

/** The Helm release of a HelmRelease. */
export interface Release {
  readonly name: string;
  readonly storageNamespace: string;
  readonly namespace: string;
}

/**
 * A row of the table in docs/migration.md: a HelmRelease, and the documented name and namespace of its Helm release.
 */
export interface DocumentedCopy {
  /** The first cell of the row. */
  readonly sets: string;
  /** The case for the oracle. */
  readonly asked: { readonly kind: 'release'; readonly object: object };
  readonly release: Release;
}

/** The rows of the table of copies. */
export function documentedCopies(): readonly DocumentedCopy[] {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'migration.md'), 'utf8');
  const [, rows = ''] = /^ *\| the copy sets \|.*\n *\|[-|]+\n((?: *\|.*\n)+)/m.exec(page) ?? [];
  return rows.trimEnd().split('\n').map(readRow);
}

function readRow(row: string): DocumentedCopy {
  const [sets, ...cells] = row.trim().slice(2, -2).split(' | ') as [string, ...string[]];
  const [name, storageNamespace, namespace] = cells.flatMap(codeOf) as [string, string, string];
  const spec = Object.fromEntries(codeOf(sets).map((field) => field.split(': ')));
  const object = { metadata: { name: 'podinfo', namespace: 'flux-system' }, spec };
  return { sets, asked: { kind: 'release', object }, release: { name, storageNamespace, namespace } };
}

function codeOf(cell: string): string[] {
  return [...cell.matchAll(/`([^`]*)`/g)].map(([, code]) => code as string);
}

/** The golden file for rows and the oracle's answers. */
export function formatReleasesGolden(copies: readonly DocumentedCopy[], answers: readonly string[]): string {
  return copies.map(({ sets }, index) => `{"sets":${JSON.stringify(sets)},"release":${answers[index]}}\n`).join('');
}

/** The result of helm-controller for the release of every row, by the first cell. */
export function readReleasesGolden(): ReadonlyMap<string, Release> {
  const lines = readFileSync(RELEASES_GOLDEN_FILE, 'utf8').trimEnd().split('\n');
  return new Map(lines.map((line) => JSON.parse(line)).map(({ sets, release }) => [sets, release.result]));
}
