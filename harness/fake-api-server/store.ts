import { expired } from './failure';
import type { ServedKind } from './kinds';
import { type KubeObject, keyOf } from './object';
import type { Matches } from './selector';

/** A change of one object, as an event of a watch. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/** Receives the changes of a kind. */
export interface Listener {
  readonly kind: ServedKind;
  readonly matches: Matches;
  tell(change: Change): void;
}

interface Revision {
  readonly number: number;
  readonly kind: ServedKind;
  readonly before?: KubeObject;
  readonly now?: KubeObject;
}

/** A page of a list. */
export interface Page {
  readonly revision: number;
  readonly items: readonly KubeObject[];
  /** The token of the next page, if there is one. */
  readonly token?: string;
  readonly remaining?: number;
}

/** Objects of all kinds with a common revision counter and their history, as in etcd. */
export class Store {
  private current = 100;
  private tokens = 0;
  private readonly objects = new Map<ServedKind, Map<string, KubeObject>>();
  private history: Revision[] = [];
  private forgottenTo = 0;
  private readonly listeners = new Set<Listener>();
  /** The snapshots of paged lists, from the time of their first page. */
  private readonly snapshots = new Map<string, { readonly revision: number; readonly rest: readonly KubeObject[] }>();

  get revision(): number {
    return this.current;
  }

  get(kind: ServedKind, namespace: string, name: string): KubeObject | undefined {
    return this.objects.get(kind)?.get(`${namespace}/${name}`);
  }

  all(kind: ServedKind, matches: Matches): KubeObject[] {
    const found = [...(this.objects.get(kind)?.values() ?? [])].filter(matches);
    return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** @throws Failure 410 if the token has expired */
  page(kind: ServedKind, matches: Matches, limit: number, token: string | undefined): Page {
    const started = token === undefined ? undefined : this.snapshots.get(token);
    if (token !== undefined && !started) throw expired('The provided continue parameter is too old');
    if (token !== undefined) this.snapshots.delete(token);
    const { revision, rest } = started ?? { revision: this.current, rest: this.all(kind, matches) };
    if (rest.length <= limit) return { revision, items: rest };
    const next = `next-${revision}-${this.tokens++}`;
    this.snapshots.set(next, { revision, rest: rest.slice(limit) });
    return { revision, items: rest.slice(0, limit), token: next, remaining: rest.length - limit };
  }

  /** Adds an initial object unchanged. */
  seed(kind: ServedKind, object: KubeObject): void {
    this.kept(kind).set(keyOf(object), object);
  }

  /** Replaces the state of an object. @param before undefined: it is created @param wanted undefined: it is deleted */
  put(kind: ServedKind, before: KubeObject | undefined, wanted: KubeObject | undefined): KubeObject {
    const number = ++this.current;
    const now = wanted && numbered(wanted, number);
    if (now) this.kept(kind).set(keyOf(now), now);
    else if (before) this.kept(kind).delete(keyOf(before));
    const revision = { number, kind, before, now };
    this.history.push(revision);
    for (const listener of this.listeners) tell(listener, revision);
    return now ?? numbered(before as KubeObject, number);
  }

  /**
   * Reports the changes of a kind after a revision, and all later ones.
   *
   * @returns a function that ends it
   * @throws Failure 410 if the history no longer has that revision
   */
  listen(listener: Listener, from: number): () => void {
    if (from < this.forgottenTo) throw expired(`too old resource version: ${from} (${this.forgottenTo})`);
    for (const revision of this.history) if (revision.number > from) tell(listener, revision);
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Removes the history of the objects, and the snapshots of paged lists. */
  compact(): void {
    this.history = [];
    this.forgottenTo = this.current;
    this.snapshots.clear();
  }

  /** Returns to an earlier revision, like an etcd that was restored from a backup. History is lost. */
  restore(): void {
    for (const { kind, before, now, number } of this.history.splice(Math.floor(this.history.length / 2)).reverse()) {
      if (before) this.kept(kind).set(keyOf(before), before);
      else if (now) this.kept(kind).delete(keyOf(now));
      this.current = number - 1;
    }
    this.compact();
  }

  private kept(kind: ServedKind): Map<string, KubeObject> {
    const kept = this.objects.get(kind) ?? new Map();
    this.objects.set(kind, kept);
    return kept;
  }
}

const numbered = (object: KubeObject, revision: number): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: String(revision) },
});

/** An object that a selector no longer matches is reported as deleted, one that it now matches as added. */
function tell({ kind, matches, ...listener }: Listener, revision: Revision): void {
  if (revision.kind !== kind) return;
  const { number, before, now } = revision;
  const [was, is] = [before !== undefined && matches(before), now !== undefined && matches(now)];
  if (!was && !is) return;
  const type = !was ? 'ADDED' : !is ? 'DELETED' : 'MODIFIED';
  const object = numbered((now ?? before) as KubeObject, number);
  listener.tell({ type, object });
}
