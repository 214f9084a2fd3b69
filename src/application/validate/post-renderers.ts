import { type Diagnostic, error, warning } from '../../diagnostics';
import type { Path } from '../../json';
import { isPlainObject, kindOf } from '../../json';

/** What is wrong with the old forms of patches, which their schema leaves open. */
export function checkPostRenderers(postRenderers: unknown, path: Path): Diagnostic[] {
  return items(postRenderers).flatMap((renderer, index) => {
    const kustomize = isPlainObject(renderer) ? renderer.kustomize : undefined;
    if (!isPlainObject(kustomize)) return [];
    const place = [...path, index, 'kustomize'];
    return [
      ...items(kustomize.patchesStrategicMerge).flatMap((patch, position) =>
        checkMerge(patch, [...place, 'patchesStrategicMerge', position]),
      ),
      ...items(kustomize.patchesJson6902).flatMap((json, position) =>
        checkOperations(json, [...place, 'patchesJson6902', position]),
      ),
    ];
  });
}

function checkMerge(patch: unknown, path: Path): Diagnostic[] {
  return isPlainObject(patch) ? [] : [error(path, `must be a map, got ${kindOf(patch)}`)];
}

/** An API server keeps nulls in free-form maps, but not where the CRD has a field. */
function checkOperations(json: unknown, path: Path): Diagnostic[] {
  return items(isPlainObject(json) ? json.patch : undefined).flatMap((operation, index) =>
    isPlainObject(operation) && operation.value === null
      ? [
          warning(
            [...path, 'patch', index, 'value'],
            'is null, which an API server drops from the stored Application: write the patch as text, in patches',
          ),
        ]
      : [],
  );
}

function items(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}
