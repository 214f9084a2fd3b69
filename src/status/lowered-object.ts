import {
  APPLICATION_NAME,
  destinationOf,
  isNamedByLowering,
  LOWERING_DIGEST,
  type NamesByObject,
} from '../application';
import { calledCluster, type DesiredTarget } from './desired';
import type { FluxObject } from './flux-object';

/**
 * Whether an object was made by lowering, so that it may be called left over, or the object of a target. Other tools use the
 * label too; and one that has not the name that lowering gives it is a copy, as kustomize makes by a prefix: it may be
 * another application's.
 */
export function isLowered(object: FluxObject): boolean {
  const { [LOWERING_DIGEST]: digest, [APPLICATION_NAME]: application } = object.metadata.annotations ?? {};
  return (digest !== undefined || application !== undefined) && isNamedByLowering(object);
}

/** The cluster that an object delivers to, as reports name it; empty where its spec does not tell. */
export function clusterOfObject(
  { spec }: FluxObject,
  names: NamesByObject,
): Pick<DesiredTarget, 'cluster' | 'kubeConfig'> {
  const destination = destinationOf(spec);
  return destination ? calledCluster(destination.cluster, names) : {};
}
