import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { HelmReleaseSpecValuesReference } from '../../imports/helm.toolkit.fluxcd.io';
import { type Diagnostic, error, type Path } from '../model/diagnostic';
import { show } from '../model/show';
import type { ValueMap } from '../model/values/json';
import { mergeLayers } from '../model/values/merge';
import type { Mark } from '../model/values/origins';
import { applySet, type SetMode } from '../model/values/set';
import { SetError } from '../model/values/set-error';
import type { ValuesSource } from './flux-application-props';

/** Where the values of a target come from, below to above. */
export interface ValuesLayers {
  readonly defaults?: ValueMap;
  readonly values?: ValueMap;
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
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
  const isSilent = defaults === undefined && values === undefined;
  const base = isSilent ? undefined : mergeLayers([defaults, values], markOfBase);
  const apply = (under: ValueMap | undefined, expressions: readonly string[] | undefined, mode: SetMode) => {
    if (expressions === undefined || expressions.length === 0) return under;
    try {
      return applySet(under ?? {}, expressions, mode, markOf && ((index) => markOf(mode, index)));
    } catch (cause) {
      if (!(cause instanceof SetError)) throw cause;
      report(error([...path, mode, cause.expression], cause.message));
      return under;
    }
  };
  return apply(apply(base, set, 'set'), setString, 'setString');
}

/**
 * The references that `valuesFrom` comes to.
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
  return sources.flatMap((source, index) => {
    if (!('from' in source)) return [source];
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
