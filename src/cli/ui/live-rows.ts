import { rfc3339 } from '../../kubernetes';
import type { ApplicationView } from '../../observe';
import type { Overview, Place, Row } from '../../page';
import { rowOf } from '../page';

/** The source of views: a reader that follows a cluster. */
export interface ViewSource {
  keys(): readonly string[];
  view(key: string): ApplicationView | undefined;
}

/** The changes since a revision. */
export interface RowChanges {
  readonly revision: number;
  readonly rows: readonly Row[];
  /** `namespace/name` of applications that no longer exist. */
  readonly gone: readonly string[];
}

/** An expired pause is shown after this number of milliseconds at the latest, however often the cluster changes. */
const PAUSED_MS = 10_000;

/** A row, the revision of its last change, and its text for comparison. */
interface Known {
  readonly row: Row;
  readonly text: string;
  readonly revision: number;
}

/**
 * The rows of all applications, each with the revision of its last change. Views are computed again only after changes.
 */
export class LiveRows {
  /** The keys of applications to compute again; undefined: all of them. */
  private outdated: Set<string> | undefined;
  private readonly known = new Map<string, Known>();
  /** By key of an application that no longer exists: the revision in which it disappeared. */
  private readonly gone = new Map<string, number>();
  private revision: number;
  /** When paused applications were marked last. */
  private pausedTouched = Number.NEGATIVE_INFINITY;
  /** Why the cluster cannot be read at the moment. */
  trouble: string | undefined;

  /**
   * @param first the revision before all rows. It must differ from all revisions of earlier processes: a page may still
   * have one of them.
   */
  constructor(
    private readonly source: ViewSource,
    private readonly place: Place,
    private readonly constant: Pick<Overview, 'mayPause' | 'maySave' | 'plan'>,
    private readonly first: number,
  ) {
    this.revision = first;
  }

  /** Marks an application as changed. @param key undefined: all applications */
  touch(key: string | undefined): void {
    if (key === undefined) this.outdated = undefined;
    else this.outdated?.add(key);
  }

  /**
   * Marks the applications that may change with time alone, unless it has just done so: a pause may expire.
   *
   * @param now a time in milliseconds
   */
  touchPaused(now: number): void {
    if (now - this.pausedTouched < PAUSED_MS) return;
    this.pausedTouched = now;
    for (const [key, { row }] of this.known) {
      if (row.groups.some(({ state }) => state === 'Suspended')) this.touch(key);
    }
  }

  /** Updates the rows. */
  refresh(): void {
    const keys = this.outdated ?? new Set([...this.source.keys(), ...this.known.keys()]);
    this.outdated = new Set();
    const next = this.revision + 1;
    for (const key of keys) {
      const view = this.source.view(key);
      const before = this.known.get(key);
      if (view === undefined) {
        if (before === undefined) continue;
        this.known.delete(key);
        this.gone.set(key, next);
      } else {
        const row = this.rowOf(view);
        // `since` may become known later: that alone is no change
        const text = JSON.stringify(row, (name, value) => (name === 'since' ? undefined : value));
        this.known.set(key, { row, text, revision: before?.text === text ? before.revision : next });
        if (before?.text === text) continue;
        this.gone.delete(key);
      }
      this.revision = next;
    }
  }

  private rowOf(view: ApplicationView): Row {
    const { namespace, report } = view;
    const addresses = [...report.targets, ...report.orphans].map(({ kind, name }) => `${kind}/${namespace}/${name}`);
    const planned = addresses.filter((address) => this.constant.plan?.actions[address] !== undefined);
    return { ...rowOf(view), ...(planned.length > 0 && { planned }) };
  }

  /** All rows. @param now the current time */
  overview(now: Date): Overview {
    const { revision, place, trouble } = this;
    const rows = [...this.known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { row }]) => row);
    const known = { revision, now: rfc3339(now), place, ...this.constant };
    return { ...known, ...(trouble === undefined ? {} : { trouble }), rows };
  }

  /**
   * The changes after a revision; undefined if there was no such revision, or in an earlier process: then everything has
   * to be requested again.
   */
  since(revision: number): RowChanges | undefined {
    if (!Number.isInteger(revision) || revision < this.first || revision > this.revision) return undefined;
    return {
      revision: this.revision,
      rows: [...this.known.values()].filter((known) => known.revision > revision).map(({ row }) => row),
      gone: [...this.gone].filter(([, since]) => since > revision).map(([key]) => key),
    };
  }
}
