import type { CommonMetadata, ObjectMeta } from '../../../imports/common';
import type { HelmRelease } from '../../../imports/helm.toolkit.fluxcd.io';
import type { Kustomization } from '../../../imports/kustomize.toolkit.fluxcd.io';
import type { HelmChart } from '../../../imports/source.toolkit.fluxcd.io';
import { digest, type SharedParts, withoutUndefined } from '../../json';
import { withoutNulls } from '../../values';
import { APPLICATION_NAME, LOWERING_DIGEST, MANAGED_BY, TARGET_KEY } from '../marks';

/** The ConfigMap that carries the nulls of a target's values. */
export interface ValuesConfigMap {
  readonly apiVersion: 'v1';
  readonly kind: 'ConfigMap';
  readonly metadata: HelmRelease['metadata'];
  readonly data: Readonly<Record<string, string>>;
}

/** A Kubernetes object created by lowering: plain JSON data, ready to be written or sent. */
export type LoweredObject = HelmChart | HelmRelease | Kustomization | ValuesConfigMap;

/** The main object of a deployment target. */
export type Delivery = HelmRelease | Kustomization;

/** Data that all objects of an application share. */
export interface ApplicationHead {
  readonly name: string;
  /** Absent if the Application has no namespace: the applier then chooses it. */
  readonly namespace?: string;
}

/** The metadata of an object for one target of an application. */
export function targetMetadata(
  application: ApplicationHead,
  name: string,
  key: string,
  metadata: CommonMetadata = {},
): ObjectMeta {
  return withoutUndefined({
    name,
    namespace: application.namespace,
    labels: { [MANAGED_BY]: application.name, ...metadata.labels },
    annotations: { [TARGET_KEY]: key, ...metadata.annotations },
  });
}

/**
 * The digest of a lowered object: `sha256:<64 hexadecimal digits>`. It excludes the namespace, which the applier
 * chooses if the manifest has none, and the annotations of {@link withMarks}.
 *
 * @param stored the object lowered from the stored form of an Application
 * @param shared serialized parts of the object
 */
export function loweringDigest(stored: LoweredObject, shared?: SharedParts): string {
  const { namespace: _, ...metadata } = stored.metadata;
  return `sha256:${digest({ ...stored, metadata }, shared)}`;
}

/**
 * The object with the annotations about its origin.
 *
 * @param marks.application the name of its application, unless the object outlives it
 */
export function withMarks<T extends LoweredObject>(
  object: T,
  { digest: made, application }: { readonly digest?: string; readonly application?: string },
): T {
  const annotations = {
    ...object.metadata.annotations,
    ...(made === undefined ? {} : { [LOWERING_DIGEST]: made }),
    ...(application === undefined ? {} : { [APPLICATION_NAME]: application }),
  };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/**
 * The form that an entry of a deployment target has after an applier and an API server have processed it, to the
 * extent that it affects lowering: nulls may be gone, and the defaults of the CRD are present.
 *
 * Digests are computed from the lowering of this form, so that they are the same for the written and the stored
 * Application.
 */
export function storedForm<T extends object>(entry: T): T {
  const kept = withoutNulls(entry) as T & { postBuild?: { substituteFrom?: { optional?: boolean }[] } };
  const references = kept.postBuild?.substituteFrom;
  if (!references?.some((reference) => reference.optional === undefined)) return kept;
  return {
    ...kept,
    postBuild: {
      ...kept.postBuild,
      substituteFrom: references.map((reference) => ({ ...reference, optional: reference.optional ?? false })),
    },
  };
}
