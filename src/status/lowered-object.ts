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
 * Whether lowering created an object, so that it may be reported as left over, or as the object of a target. Other
 * tools use the label too; and an object without the name that lowering gives it is a copy, such as kustomize creates
 * with a prefix: it may belong to another application.
 */
export function isLowered(object: FluxObject): boolean {
  const { [LOWERING_DIGEST]: digest, [APPLICATION_NAME]: application } = object.metadata.annotations ?? {};
  return (digest !== undefined || application !== undefined) && isNamedByLowering(object);
}

/** The target cluster of an object, as named in reports; empty if its spec does not specify it. */
export function clusterOfObject(
  { spec }: FluxObject,
  names: NamesByObject,
): Pick<DesiredTarget, 'cluster' | 'kubeConfig'> {
  const destination = destinationOf(spec);
  return destination ? calledCluster(destination.cluster, names) : {};
}
