import { type FieldPath, formatPath, listOf, mapOf, stringOf, type ValueMap } from '../../json';
import { namespacedName } from '../../kubernetes';

/** A reference to an object of another namespace. */
export interface ForeignReference {
  /** For example `spec.dependsOn[0]`. */
  readonly path: string;
  /** `<namespace>/<name>` of the object. */
  readonly object: string;
}

/**
 * The fields by which Flux reads another object with its own permissions. Other fields with a namespace refer to the
 * cluster of the target, where an account or a kubeconfig determines the permissions.
 */
const REFERENCES: readonly FieldPath[] = [['chart', 'spec', 'sourceRef'], ['chartRef'], ['sourceRef'], ['dependsOn']];

/** The first reference of a HelmRelease, Kustomization or HelmChart to an object of another namespace. */
export function foreignReference({ metadata, spec }: ValueMap): ForeignReference | undefined {
  const { namespace: own } = mapOf(metadata);
  const found = REFERENCES.flatMap((path) => referencesAt(mapOf(spec), path)).find(({ reference }) => {
    const namespace = stringOf(reference.namespace);
    return namespace !== undefined && namespace !== '' && namespace !== own;
  });
  if (found === undefined) return undefined;
  const { namespace, name } = found.reference;
  const object = namespacedName({ namespace: stringOf(namespace), name: String(name) });
  return { path: formatPath(['spec', ...found.path]), object };
}

/** The reference in a field, or those in its list. */
function referencesAt(spec: ValueMap, path: FieldPath): { readonly path: FieldPath; readonly reference: ValueMap }[] {
  const value = path.reduce<unknown>((parent, key) => mapOf(parent)[key], spec);
  if (!Array.isArray(value)) return [{ path, reference: mapOf(value) }];
  return listOf(value).map((each, index) => ({ path: [...path, index], reference: mapOf(each) }));
}
