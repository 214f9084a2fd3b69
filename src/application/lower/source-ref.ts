import type { SourceRef } from '../../../imports/gitops.kubesphere.io';
import { present } from './objects';

/**
 * A reference to a source. The API version that an Application may name is left out: Flux knows the kinds without, and
 * the older versions are no longer served.
 */
export function lowerSourceRef({ kind, name, namespace }: SourceRef): SourceRef {
  return present({ kind, name, namespace });
}
