import { withoutNulls } from '../../values';

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
