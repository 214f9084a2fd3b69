import type { Desired, FluxObject, ObjectRef, Observed, ObservedDeliveries, Unread } from '../status';
import { sourceRefsOf } from '../status';
import type { ApplicationRecord } from './application-record';

/** An Application and the Flux objects that concern it, at one moment: plain data. */
export interface Snapshot {
  readonly record: ApplicationRecord;
  readonly observed: Observed;
}

/** Looks up a source; undefined if it does not exist. */
export type FindSource = (ref: ObjectRef) => FluxObject | Unread | undefined;

/** The observed state of one application, and the sources that were looked up for it. */
export interface ObservedSources {
  readonly observed: Observed;
  /** By `objectId`, whether they exist or not. */
  readonly refs: ReadonlyMap<string, ObjectRef>;
}

/** Completes the releases of an application with every source that a report on it needs. */
export function observeSources(desired: Desired, releases: ObservedDeliveries, find: FindSource): ObservedSources {
  const sources = new Map<string, FluxObject | Unread>();
  const observed: Observed = { ...releases, sources };
  let refs: ReadonlyMap<string, ObjectRef> = new Map();
  for (;;) {
    const needed = sourceRefsOf(desired, observed);
    const missing = [...needed].filter(([key]) => !refs.has(key));
    if (missing.length === 0) return { observed, refs };
    for (const [key, ref] of missing) {
      const found = find(ref);
      if (found) sources.set(key, found);
    }
    refs = needed;
  }
}
