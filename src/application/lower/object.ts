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

/** A Kubernetes object that lowering makes: plain JSON data, ready to be written or sent. */
export type LoweredObject = HelmChart | HelmRelease | Kustomization | ValuesConfigMap;

/** What a deployment target is lowered to, in the first place. */
export type Delivery = HelmRelease | Kustomization;

/** What all objects of an application share. */
export interface ApplicationHead {
  readonly name: string;
  /** Absent where the manifest of the Application names none: it is chosen when the manifest is applied. */
  readonly namespace?: string;
}

/** The metadata of an object made for one target of an application. */
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
 * The digest of a lowered object: `sha256:<64 hexadecimal digits>`. It leaves out the namespace: where the manifest names
 * none, it is chosen when the manifest is applied. It leaves out the annotations of {@link withMarks} too.
 *
 * @param stored the object made from what an API server stores
 * @param shared texts of parts of the object
 */
export function loweringDigest(stored: LoweredObject, shared?: SharedParts): string {
  const { namespace: _, ...metadata } = stored.metadata;
  return `sha256:${digest({ ...stored, metadata }, shared)}`;
}

/**
 * The object with the annotations that say what it was made from.
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
 * What an entry of a deployment target looks like after an API server and whatever applied it have had it, as far as
 * lowering can see the difference: nulls may be gone, and the defaults of the CRD are there.
 *
 * Digests are taken of the lowering of this form, so that they come out the same from what was written and from what
 * is stored.
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
