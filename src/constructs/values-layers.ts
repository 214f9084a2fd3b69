import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { HelmReleaseSpecValuesReference } from '../../imports/helm.toolkit.fluxcd.io';
import { type Diagnostic, error, show } from '../diagnostics';
import type { Path } from '../json';
import { isPlainObject, type ValueMap } from '../json';
import type { Mark } from '../values';
import { applySet, mergeLayers, SetError, type SetMode } from '../values';
import type { ValuesSource } from './flux-application-props';

/** Where the values of a target come from, below to above. An author without types may put anything there. */
export interface ValuesLayers {
  readonly defaults?: unknown;
  readonly values?: unknown;
  readonly set?: unknown;
  readonly setString?: unknown;
}

/** The mark of a layer; of `set` and `setString` that of the expression of an index. */
export type MarkOfLayer = (layer: keyof ValuesLayers, index: number) => Mark;

/**
 * The values of a target: those of the defaults, over them its own, over them `set`, over them `setString`.
 * `undefined` where no layer says anything.
 *
 * @param report takes what is wrong with an expression of `set` or `setString`
 * @param markOf takes down what is from a layer; of `set` and `setString` each expression is one
 */
export function layeredValues(
  { defaults, values, set, setString }: ValuesLayers,
  path: Path,
  report: (problem: Diagnostic) => void,
  markOf?: MarkOfLayer,
): ValueMap | undefined {
  const markOfBase = markOf && ((index: number) => markOf(index === 0 ? 'defaults' : 'values', 0));
  const maps = [defaults, values].map((layer) => (isPlainObject(layer) ? layer : undefined));
  const base = maps.every((layer) => layer === undefined) ? undefined : mergeLayers(maps, markOfBase);
  const apply = (under: ValueMap | undefined, expressions: unknown, mode: SetMode) => {
    if (!isTexts(expressions)) return under;
    // one by one, so that every wrong one is reported
    return expressions.reduce<ValueMap | undefined>((below, expression, index) => {
      try {
        return applySet(below ?? {}, [expression], mode, markOf && (() => markOf(mode, index)));
      } catch (cause) {
        if (!(cause instanceof SetError)) throw cause;
        report(error([...path, mode, index], cause.message));
        return below;
      }
    }, under);
  };
  return apply(apply(base, set, 'set'), setString, 'setString');
}

function isTexts(list: unknown): list is readonly string[] {
  return Array.isArray(list) && Array.from(list).every((item) => typeof item === 'string');
}

/**
 * The references that `valuesFrom` comes to. What is no list, and what is no object in it, stays as it is, for validation
 * to find.
 *
 * @param namespace that of the application, in which Flux looks for them
 * @param report takes constructs that are no ConfigMap or Secret, or not in that namespace
 */
export function valuesReferences(
  sources: readonly ValuesSource[],
  namespace: string | undefined,
  path: Path,
  report: (problem: Diagnostic) => void,
): HelmReleaseSpecValuesReference[] {
  if (!Array.isArray(sources)) return sources as never;
  return (sources as readonly ValuesSource[]).flatMap((source, index) => {
    if (typeof source !== 'object' || source === null || !('from' in source)) return [source];
    const place = [...path, 'valuesFrom', index, 'from'];
    const object = apiObjectOf(source.from);
    if (object?.kind !== 'ConfigMap' && object?.kind !== 'Secret') {
      const got = object ? `kind ${show(object.kind)}` : 'no ApiObject';
      report(error(place, `must be a ConfigMap or Secret, got ${got}`));
      return [];
    }
    const own = object.metadata.namespace;
    if (own !== undefined && namespace !== undefined && own !== namespace) {
      report(error(place, `is in namespace ${show(own)}: Flux looks for it in ${show(namespace)}, the application's`));
      return [];
    }
    const { from: _, ...rest } = source;
    return [{ kind: object.kind, name: object.name, ...rest }];
  });
}

function apiObjectOf(construct: IConstruct): ApiObject | undefined {
  const object = ApiObject.isApiObject(construct) ? construct : construct?.node?.defaultChild;
  return ApiObject.isApiObject(object) ? (object as ApiObject) : undefined;
}
