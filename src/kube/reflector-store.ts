import { isNewer, metaOf } from './object-meta';

/** One object in the store. */
export interface Entry<T> {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly value: T;
  /** Whether it is the result of an own write, so that the watch may still deliver older states of it. */
  readonly isAhead: boolean;
}

/** Callbacks of the store. Neither throws. */
export interface StoreOptions<T> {
  /** Reduces an object to the value to keep; undefined drops the object. */
  readonly transform: (object: unknown) => T | undefined;
  readonly changed: (key: string, now: T | undefined, before: T | undefined) => void;
}

/** The last known objects of one kind. Reports every change once, after it was made. */
export class ReflectorStore<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly options: StoreOptions<T>) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): T | undefined {
    return this.entries.get(key)?.value;
  }

  keys(): IterableIterator<string> {
    return this.entries.keys();
  }

  *values(): IterableIterator<T> {
    for (const { value } of this.entries.values()) yield value;
  }

  /**
   * Marks the start of a list. The list includes all earlier writes, so only objects written from now on are ahead of
   * it.
   */
  beginList(): void {
    for (const [key, entry] of this.entries) {
      if (entry.isAhead) this.entries.set(key, { ...entry, isAhead: false });
    }
  }

  /** Adds an object of a list, reduced to the value to keep, to the map that will replace the store. */
  collect(list: Map<string, Entry<T>>, object: unknown): void {
    const meta = metaOf(object);
    const value = meta && this.options.transform(object);
    if (meta && value !== undefined) list.set(meta.key, { ...meta, value, isAhead: false });
  }

  /** Replaces the store with a complete list: an object that is not in the list was deleted. */
  replace(list: ReadonlyMap<string, Entry<T>>): void {
    for (const [key, { uid }] of [...this.entries]) {
      // An object that was deleted and created again is a different object: its deletion is reported, too.
      if (list.get(key)?.uid !== uid) this.remove(key);
    }
    for (const [key, entry] of list) this.put(key, entry);
  }

  /** Applies an event of a watch. */
  apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: unknown): void {
    const meta = metaOf(object);
    if (!meta) return;
    const { key, uid } = meta;
    const before = this.entries.get(key);
    if (type === 'DELETED') {
      if (before?.uid === uid) this.remove(key);
      return;
    }
    if (before && before.uid !== uid) this.remove(key);
    else if (before && !supersedes(meta, before)) return;
    const value = this.options.transform(object);
    if (value === undefined) this.remove(key);
    else this.put(key, { ...meta, value, isAhead: false });
  }

  /** Applies the object that a write returned, if it is a newer state of an object in the store. */
  observe(object: unknown): void {
    const meta = metaOf(object);
    const before = meta && this.entries.get(meta.key);
    if (before?.uid !== meta?.uid || !meta || !before || !isNewer(meta.resourceVersion, before.resourceVersion)) return;
    const value = this.options.transform(object);
    if (value === undefined) this.remove(meta.key);
    else this.put(meta.key, { ...meta, value, isAhead: true });
  }

  private put(key: string, { uid, resourceVersion, value, isAhead }: Entry<T>): void {
    const before = this.entries.get(key);
    if (before && !supersedes({ resourceVersion }, before)) return;
    this.entries.set(key, { uid, resourceVersion, value, isAhead });
    this.options.changed(key, value, before?.value);
  }

  private remove(key: string): void {
    const before = this.entries.get(key);
    if (!before) return;
    this.entries.delete(key);
    this.options.changed(key, undefined, before.value);
  }
}

/**
 * Whether a state from the server replaces the stored one. Any different state does, because the server sends them in
 * order; after an own write, the state must be newer.
 */
function supersedes({ resourceVersion }: { resourceVersion: string }, kept: Entry<unknown>): boolean {
  if (resourceVersion === kept.resourceVersion) return false;
  return !kept.isAhead || isNewer(resourceVersion, kept.resourceVersion);
}
