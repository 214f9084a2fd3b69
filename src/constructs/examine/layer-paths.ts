import { type Diagnostic, withoutRepetitions } from '../../diagnostics';
import { type FieldPath, isPlainObject, listOf, valueAt } from '../../json';
import type { AuthoredApplication } from '../authoring';

/**
 * Moves each diagnostic of a field to the layer that sets the field, the defaults or an override: one diagnostic for
 * that layer replaces one for every target.
 *
 * @param diagnostics with paths in the author's props: `helmRelease.deploy[1].install.crds`
 */
export function blameLayers(
  { field, props, layers }: AuthoredApplication,
  diagnostics: readonly Diagnostic[],
): Diagnostic[] {
  const { defaults, overrides, deploy } = props[field] ?? {};
  const moved = diagnostics.map((diagnostic) => {
    const [first, second, index, ...rest] = diagnostic.path;
    if (first !== field || second !== 'deploy' || typeof index !== 'number') return diagnostic;
    const applied = layers.below(index).overrides.map((each): Layer => {
      return { path: [field, 'overrides', each], fields: listOf(overrides)[each] };
    });
    const below = [...applied.reverse(), { path: [field, 'defaults'], fields: defaults }];
    const holder = holderOf(below, listOf(deploy)[index], rest);
    return holder === undefined ? diagnostic : { ...diagnostic, path: [...holder.path, ...rest] };
  });
  return withoutRepetitions(moved);
}

interface Layer {
  readonly path: FieldPath;
  readonly fields: unknown;
}

/**
 * The highest layer below a target that has the field, or the nearest field around it that the author wrote;
 * `undefined` if the target has it. A value that is in no layer comes from `set`.
 *
 * @param below the highest layer first
 */
function holderOf(below: readonly Layer[], own: unknown, path: FieldPath): Layer | undefined {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    if (valueAt(own, part) !== undefined) return undefined;
    const holder = below.find(({ fields }) => valueAt(fields, part) !== undefined);
    if (holder === undefined) continue;
    const found = valueAt(holder.fields, part);
    const isHolder = Array.isArray(found) || isPlainObject(found);
    return length === path.length || path[0] !== 'values' || !isHolder ? holder : undefined;
  }
  return undefined;
}
