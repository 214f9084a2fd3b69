import type { FluxObject } from './flux-object';
import type { ObjectRef } from './object-ref';

/** Why objects of a kind are not known. */
export interface Unread {
  /** One word, such as Forbidden. */
  readonly unread: string;
  readonly message: string;
}

/** What is known of the Flux objects that concern one application. */
export interface Observed {
  /** All HelmReleases in its namespace that carry its label, whoever made them. */
  readonly HelmRelease: readonly FluxObject[] | Unread;
  /** All Kustomizations in its namespace that carry its label. */
  readonly Kustomization: readonly FluxObject[] | Unread;
  /** @returns undefined where it is known that there is none */
  source(ref: ObjectRef): FluxObject | Unread | undefined;
}

export function isUnread(value: object | undefined): value is Unread {
  return value !== undefined && 'unread' in value;
}
