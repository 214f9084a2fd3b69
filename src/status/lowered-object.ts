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
 * Whether lowering created an object, so that it may be reported as an orphan, or as the object of a target. The label
 * is not sufficient, because other tools use it too. An object with a different name than lowering gives it is a copy,
 * such as one that kustomize creates with a prefix: it may belong to another application.
 */
export function isLowered(object: FluxObject): boolean {
  const { [LOWERING_DIGEST]: digest, [APPLICATION_NAME]: application } = object.metadata.annotations ?? {};
  return (digest !== undefined || application !== undefined) && isNamedByLowering(object);
}

/** The target cluster of an object, as named in reports; empty for the host, or if its spec does not specify it. */
export function clusterOfObject(
  { spec }: FluxObject,
  names: NamesByObject,
): Pick<DesiredTarget, 'cluster' | 'kubeConfig'> {
  const destination = destinationOf(spec);
  return destination ? calledCluster(destination.cluster, names) : {};
}
