import { APPLICATION, DELIVERIES, type Resource, SOURCES } from '../../src/kubernetes';

/** A kind that the fake serves, and which of the API server's rules apply to it. */
export interface ServedKind extends Resource {
  /** Objects are in a namespace. */
  readonly isNamespaced: boolean;
  /**
   * Defined by a CustomResourceDefinition with a status subresource: spec and status are written apart from each other,
   * and a change of the spec raises `metadata.generation`.
   */
  readonly isCustom: boolean;
  /** An update has to give a resourceVersion. */
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

/** `configmaps`, `leases.coordination.k8s.io`: a kind as the API server names it in messages. */
export const resourceName = ({ group, plural }: Resource): string => (group === '' ? plural : `${plural}.${group}`);

/** `v1`, `coordination.k8s.io/v1`. */
export const apiVersionOf = ({ group, version }: Resource): string => (group === '' ? version : `${group}/${version}`);
