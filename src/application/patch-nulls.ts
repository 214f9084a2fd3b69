import type { PostRenderer } from '../../imports/gitops.kubesphere.io';
import { canonicalJson, entryOf, type FieldPath, formatPath, isPlainObject, mapParts, type ValueMap } from '../json';
import { holdsNull, withoutNulls } from '../values';

/** The fields of a post renderer whose patches are maps, not strings. */
const FIELDS: ReadonlySet<unknown> = new Set(['patchesStrategicMerge', 'patchesJson6902']);

/** The patches of post renderers that are maps and contain a null, by their paths; undefined if there are none. */
export function nullsOfPatches(postRenderers: unknown): ValueMap | undefined {
  const patches = patchesWithNulls(postRenderers).map(({ path, patch }) => [formatPath(path), patch] as const);
  return patches.length === 0 ? undefined : Object.fromEntries(patches);
}

/**
 * Restores the nulls that an applier has dropped from patches: a stored patch is replaced if it equals the original one
 * without its nulls.
 *
 * @param nulls as returned by {@link nullsOfPatches}
 */
export function withNullsOfPatches(postRenderers: readonly PostRenderer[], nulls: ValueMap): readonly PostRenderer[] {
  return mapPatches(postRenderers, (own, path) => {
    const dropped = entryOf(nulls, formatPath(path));
    return isPlainObject(dropped) && leftOf(dropped) === leftOf(own) ? dropped : own;
  }) as readonly PostRenderer[];
}

/** Appliers differ in whether they drop null elements of a list, so both sides are compared without them. */
function leftOf(patch: unknown): string {
  return canonicalJson(withoutNulls(patch));
}

/** The patches that are maps and contain a null, each with its path in the post renderers. */
export function patchesWithNulls(postRenderers: unknown): { readonly path: FieldPath; readonly patch: unknown }[] {
  const found: { path: FieldPath; patch: unknown }[] = [];
  mapPatches(postRenderers, (patch, path) => {
    if (holdsNull(patch)) found.push({ path, patch });
    return patch;
  });
  return found;
}

/** The post renderers with their map patches replaced. */
function mapPatches(postRenderers: unknown, replace: (patch: unknown, path: FieldPath) => unknown): unknown {
  return mapParts(postRenderers, (renderer, index) =>
    mapParts(renderer, (kustomize, key) => {
      if (key !== 'kustomize') return kustomize;
      return mapParts(kustomize, (patches, field) =>
        FIELDS.has(field) ? mapParts(patches, (patch, item) => replace(patch, [index, key, field, item])) : patches,
      );
    }),
  );
}
