import type { CommonMetadata, ObjectMeta } from '../../../imports/common';
import type { SharedParts } from '../../json';
import { digest } from '../../json';
import { LOWERING_DIGEST, MANAGED_BY, TARGET_KEY } from '../marks';
import { type LoweredObject, present } from './objects';

/** What all objects of an application share. */
export interface ApplicationHead {
  readonly name: string;
  /** Absent where the Application is written without one: whoever applies it decides. */
  readonly namespace?: string;
}

/** The metadata of an object made for one target of an application. */
export function targetMetadata(
  application: ApplicationHead,
  name: string,
  key: string,
  metadata: CommonMetadata = {},
): ObjectMeta {
  return present({
    name,
    namespace: application.namespace,
    labels: { [MANAGED_BY]: application.name, ...metadata.labels },
    annotations: { [TARGET_KEY]: key, ...metadata.annotations },
  });
}

/**
 * The object with the digest of its lowering among its annotations. The digest leaves out the namespace: where the
 * Application is written without one, it is whoever applies it that decides.
 *
 * @param stored the same object made from what an API server stores; the object itself where that is no different
 * @param shared what is known of parts of the object
 */
export function withDigest<T extends LoweredObject>(object: T, stored: T = object, shared?: SharedParts): T {
  const { namespace: _, ...metadata } = stored.metadata;
  const annotations = {
    ...object.metadata.annotations,
    [LOWERING_DIGEST]: `sha256:${digest({ ...stored, metadata }, shared)}`,
  };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
