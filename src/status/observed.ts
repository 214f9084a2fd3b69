import type { FluxObject } from './flux-object';
import { type ObjectRef, refKey } from './object-ref';

/** Why objects of a kind are not known. */
export interface Unread {
  /** One word, such as Forbidden. */
  readonly unread: string;
  readonly message: string;
}

/** The HelmReleases and Kustomizations of one application. */
export interface ObservedReleases {
  /** All HelmReleases in its namespace that carry its label, whichever tool created them. */
  readonly HelmRelease: readonly FluxObject[] | Unread;
  /** All Kustomizations in its namespace that carry its label. */
  readonly Kustomization: readonly FluxObject[] | Unread;
}

/** What is known of the Flux objects that concern one application, at one moment: plain data. */
export interface Observed extends ObservedReleases {
  /** The sources that `sourceRefsOf` lists, by `refKey`. A source without an entry does not exist. */
  readonly sources: ReadonlyMap<string, FluxObject | Unread>;
}

/** A source of a snapshot; undefined where it does not exist. */
export function sourceOf({ sources }: Pick<Observed, 'sources'>, ref: ObjectRef): FluxObject | Unread | undefined {
  return sources.get(refKey(ref));
}

export function isUnread(value: object | undefined): value is Unread {
  return value !== undefined && 'unread' in value;
}
