import type { Row } from './overview';
import { type AnyState, STATES } from './states';
import { isReady } from './summary';

/** Selects the applications that the home page shows, and their view. */
export interface Filter {
  /** Only applications with a target in one of these states; empty: any state. */
  readonly states: readonly AnyState[];
  /** Words that must all occur in an application: in its name, namespace, clusters, messages and so on. */
  readonly text: string;
  /** Only applications with targets on this cluster. */
  readonly cluster?: string;
  /** Whether to show applications that are ready. @default - only if all are ready, or another filter is set */
  readonly ready?: boolean;
  readonly view: 'list' | 'matrix';
}

export const NO_FILTER: Filter = { states: [], text: '', view: 'matrix' };

/** The result of a filter. */
export interface Selection {
  readonly rows: readonly Row[];
  /** The number of applications that are hidden because they are ready. */
  readonly hidden: number;
  /** Whether applications that are ready are shown. */
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
    ...causes.flatMap(({ state, reason, core, cores = [] }) => [state, reason, core, ...cores]),
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Parses the filter in the query of an address. Unknown states and values are ignored. */
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

/** The query of the address for a filter. Defaults are omitted. */
export function queryOf({ states, text, cluster, ready, view }: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (states.length > 0) query.set('state', states.join(','));
  if (text !== '') query.set('q', text);
  if (cluster !== undefined) query.set('cluster', cluster);
  if (ready !== undefined) query.set('ready', ready ? 'show' : 'hide');
  if (view === 'list') query.set('view', view);
  return query;
}
