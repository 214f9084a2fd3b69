import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { HelmReleaseSpecValuesReference } from '../../../imports/helm.toolkit.fluxcd.io';
import { valuesTextOf } from '../../application';
import { type Diagnostic, error, redacted } from '../../diagnostics';
import { type FieldPath, isPlainObject } from '../../json';
import type { ValuesFromConstruct, ValuesSource } from '../flux-application-props';

/**
 * The references of `valuesFrom`: a construct becomes a reference to its ConfigMap or Secret. A value that is not a
 * list and an item that is not an object are kept, and validation reports them.
 *
 * @param namespace of the application, in which Flux looks up the objects
 * @param report receives constructs that are not a ConfigMap or Secret, or are in another namespace
 */
export function valuesReferences(
  sources: readonly ValuesSource[],
  namespace: string | undefined,
  path: FieldPath,
  report?: (problem: Diagnostic) => void,
): HelmReleaseSpecValuesReference[] {
  if (!Array.isArray(sources)) return sources as never;
  return (sources as readonly ValuesSource[]).flatMap((source, index) => {
    if (typeof source !== 'object' || source === null || !('from' in source)) return [source];
    const place = [...path, 'valuesFrom', index, 'from'];
    const object = apiObjectOf(source.from);
    if (object?.kind !== 'ConfigMap' && object?.kind !== 'Secret') {
      const got = object ? `kind ${redacted(object.kind)}` : 'no ApiObject';
      report?.(error('values-reference-invalid', place, `must be a ConfigMap or Secret, got ${got}`));
      return [];
    }
    const own = object.metadata.namespace;
    if (own !== undefined && namespace !== undefined && own !== namespace) {
      report?.(
        error(
          'values-reference-invalid',
          place,
          `is in namespace ${redacted(own)}: Flux looks for it in ${redacted(namespace)}, the application's`,
        ),
      );
      return [];
    }
    const { from: _, ...rest } = source;
    return [{ kind: object.kind, name: object.name, ...rest }];
  });
}

/** The object of a construct: itself, or its default child. */
export function apiObjectOf(construct: IConstruct): ApiObject | undefined {
  const object = ApiObject.isApiObject(construct) ? construct : construct?.node?.defaultChild;
  return ApiObject.isApiObject(object) ? (object as ApiObject) : undefined;
}

/** The object of this app that an entry of `valuesFrom` refers to, and its text. */
export interface KnownText {
  readonly object: ApiObject;
  readonly text: string;
}

/**
 * The text for an entry of `valuesFrom`; `undefined` if it is unknown, because the entry only names the object, or
 * because the object has no such key.
 */
export function knownTextOf(source: ValuesSource): KnownText | undefined {
  const object = isFromConstruct(source) ? apiObjectOf(source.from) : undefined;
  const text = object && valuesTextOf(object.toJson(), source.valuesKey);
  return object === undefined || text === undefined ? undefined : { object, text };
}

function isFromConstruct(source: ValuesSource): source is ValuesFromConstruct {
  return isPlainObject(source) && 'from' in source;
}
