import type { Row } from './overview';
import { type AnyState, STATES } from './states';
import { isReady } from './summary';

/** Which applications the home page shows, and how. */
export interface Filter {
  /** Applications that have a target in one of these states; none: in any. */
  readonly states: readonly AnyState[];
  /** Words that an application has all of: in its name, its namespace, its clusters, its messages and so on. */
  readonly text: string;
  /** Only this cluster. */
  readonly cluster?: string;
  /** Whether applications are shown that are ready everywhere. @default - where all are, or where something is looked for */
  readonly ready?: boolean;
  readonly view: 'list' | 'matrix';
}

export const NO_FILTER: Filter = { states: [], text: '', view: 'matrix' };

/** What a filter leaves. */
export interface Selection {
  readonly rows: readonly Row[];
  /** Applications that are not shown because they are ready everywhere. */
  readonly hidden: number;
  /** Whether applications are shown that are ready everywhere. */
  readonly showsReady: boolean;
}

/** The applications that a filter selects. */
export function selectRows(rows: readonly Row[], filter: Filter): Selection {
  const { states, cluster } = filter;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(
    (row) =>
      (cluster === undefined || clustersOf(row).has(cluster)) &&
      (states.length === 0 || states.some((state) => hasState(row, state, cluster))) &&
      (words.length === 0 || hasWords(row, words)),
  );
  const isLookedFor = states.length > 0 || words.length > 0 || cluster !== undefined;
  const showsReady = filter.ready ?? (isLookedFor || found.every(isReady));
  const shown = showsReady ? found : found.filter((row) => !isReady(row));
  return { rows: shown, hidden: found.length - shown.length, showsReady };
}

function clustersOf({ groups }: Row): Set<string> {
  return new Set(groups.flatMap(({ clusters }) => clusters));
}

function hasState({ state: own, orphans, groups }: Row, state: AnyState, cluster: string | undefined): boolean {
  if (state === 'Invalid') return own === 'Invalid';
  if (state === 'Orphaned') return orphans > 0;
  return groups.some((group) => group.state === state && (cluster === undefined || group.clusters.includes(cluster)));
}

function hasWords(row: Row, words: readonly string[]): boolean {
  const { namespace, name, type, source, revision, labels = {}, groups, causes } = row;
  const text = [
    ...[`${namespace}/${name}`, type, source, revision],
    ...Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    ...groups.flatMap((group) => [group.state, group.revision, ...group.clusters]),
    ...causes.flatMap(({ state, reason, core }) => [state, reason, core]),
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The filter in the query of an address. What is not known is left out. */
export function filterOf(query: URLSearchParams): Filter {
  const named = query.get('state')?.split(',') ?? [];
  const ready = query.get('ready');
  return {
    states: STATES.filter((state) => named.includes(state)),
    text: query.get('q') ?? '',
    cluster: query.get('cluster') || undefined,
    ready: ready === 'show' ? true : ready === 'hide' ? false : undefined,
    view: query.get('view') === 'list' ? 'list' : 'matrix',
  };
}

/** The query of an address that means a filter: what is as by default is left out. */
export function queryOf({ states, text, cluster, ready, view }: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (states.length > 0) query.set('state', states.join(','));
  if (text !== '') query.set('q', text);
  if (cluster !== undefined) query.set('cluster', cluster);
  if (ready !== undefined) query.set('ready', ready ? 'show' : 'hide');
  if (view === 'list') query.set('view', view);
  return query;
}
