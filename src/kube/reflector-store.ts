import { isNewer, metaOf } from './object-meta';

/** What is kept of one object. */
export interface Entry<T> {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly value: T;
  /** It came from a write of one's own, so the watch may still bring older states of it. */
  readonly isAhead: boolean;
}

/** What the store asks and tells. Neither throws. */
export interface StoreOptions<T> {
  /** What is kept of an object; undefined: it is as if it were not there. */
  readonly transform: (object: unknown) => T | undefined;
  readonly changed: (key: string, now: T | undefined, before: T | undefined) => void;
}

/** The objects of one kind as they were last seen. Tells every change once, after it has been made. */
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

  /** A list begins: whatever was written before is in it, so nothing is ahead of it that is not written from now on. */
  beginList(): void {
    for (const [key, entry] of this.entries) {
      if (entry.isAhead) this.entries.set(key, { ...entry, isAhead: false });
    }
  }

  /** Adds an object of a list to what will replace the store, reduced to what is kept. */
  collect(list: Map<string, Entry<T>>, object: unknown): void {
    const meta = metaOf(object);
    const value = meta && this.options.transform(object);
    if (meta && value !== undefined) list.set(meta.key, { ...meta, value, isAhead: false });
  }

  /** Takes a whole list: what is not in it has gone. */
  replace(list: ReadonlyMap<string, Entry<T>>): void {
    for (const [key, { uid }] of [...this.entries]) {
      // One that was deleted and made again is another: its end is told, too.
      if (list.get(key)?.uid !== uid) this.remove(key);
    }
    for (const [key, entry] of list) this.put(key, entry);
  }

  /** Takes what a watch says of an object. */
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

  /** Takes what a write returned, if the object is here and this is a newer state of it. */
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
 * Whether a state that the server told replaces the one that is kept. Any other does, since the server tells them in order;
 * only where a write of one's own went ahead it has to be newer.
 */
function supersedes({ resourceVersion }: { resourceVersion: string }, kept: Entry<unknown>): boolean {
  if (resourceVersion === kept.resourceVersion) return false;
  return !kept.isAhead || isNewer(resourceVersion, kept.resourceVersion);
}
