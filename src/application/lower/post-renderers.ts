import type { PostRenderer } from '../../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecPostRenderer } from '../../../imports/helm.toolkit.fluxcd.io';
import { sortedKeys } from '../../json';
import { printYaml } from '../../yaml';

/**
 * Post renderers as HelmRelease v2 has them: `patchesStrategicMerge` and `patchesJson6902`, which it lost, become
 * `patches`. Kustomize applied the three in this order: strategic merges, patches, JSON patches.
 *
 * The keys of a patch are sorted, as an API server returns them: the text is the same from what was written and from
 * what is stored.
 */
export function lowerPostRenderers(postRenderers: readonly PostRenderer[]): readonly HelmReleaseSpecPostRenderer[] {
  return postRenderers.map((renderer) => {
    const { patchesStrategicMerge, patchesJson6902, patches = [], ...rest } = renderer.kustomize ?? {};
    if (!patchesStrategicMerge && !patchesJson6902) return renderer;
    const rewritten = [
      ...(patchesStrategicMerge ?? []).map((patch) => ({ patch: printYaml(sortedKeys(patch)) })),
      ...patches,
      ...(patchesJson6902 ?? []).map(({ target, patch }) => ({ target, patch: printYaml(sortedKeys(patch)) })),
    ];
    return { ...renderer, kustomize: { ...rest, patches: rewritten } };
  });
}
