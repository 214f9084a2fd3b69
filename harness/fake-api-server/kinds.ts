import { APPLICATION, DELIVERIES, type Resource, SOURCES } from '../../src/kubernetes';

/** A kind that the fake serves, and the rules of the API server that apply to it. */
export interface ServedKind extends Resource {
  /** Objects are in a namespace. */
  readonly isNamespaced: boolean;
  /**
   * Whether a CustomResourceDefinition with a status subresource defines it: spec and status are written separately,
   * and a change of the spec increments `metadata.generation`.
   */
  readonly isCustom: boolean;
  /** Whether an update must contain a resourceVersion. */
  readonly needsVersion: boolean;
}

const builtIn = (group: string, plural: string, kind: string): ServedKind => ({
  ...{ group, version: 'v1', plural, kind },
  ...{ isNamespaced: true, isCustom: false, needsVersion: false },
});
const custom = (resource: Resource): ServedKind => ({
  ...resource,
  ...{ isNamespaced: true, isCustom: true, needsVersion: true },
});

/** The kinds that commands and controllers read and write. */
export const KINDS: readonly ServedKind[] = [
  { ...builtIn('', 'namespaces', 'Namespace'), isNamespaced: false },
  builtIn('', 'configmaps', 'ConfigMap'),
  builtIn('', 'secrets', 'Secret'),
  builtIn('', 'events', 'Event'),
  { ...builtIn('coordination.k8s.io', 'leases', 'Lease'), needsVersion: true },
  ...[APPLICATION, ...Object.values(DELIVERIES), ...SOURCES.values()].map(custom),
];

/** A kind in messages of the API server: `configmaps`, `leases.coordination.k8s.io`. */
export const resourceName = ({ group, plural }: Resource): string => (group === '' ? plural : `${plural}.${group}`);

/** `v1`, `coordination.k8s.io/v1`. */
export const apiVersionOf = ({ group, version }: Resource): string => (group === '' ? version : `${group}/${version}`);
