import { APPLICATION_NAME, clusterOf, isApplication, LOWERING_DIGEST, ownerOf, TARGET_KEY } from '../../application';
import { isMap, mapOf, stringOf, type ValueMap } from '../../json';
import { APPLICATION, DELIVERIES, namespacedName, SOURCE_API } from '../../kubernetes';

/** A Kubernetes object: its identity and content. */
export interface PlanObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for a kind without namespaces, and if the text has none. */
  readonly namespace?: string;
  readonly name: string;
  /** The whole object: parsed JSON or YAML. */
  readonly value: ValueMap;
}

/** Reads an object; undefined if it has no apiVersion, kind or name. */
export function planObjectOf(value: unknown): PlanObject | undefined {
  const { apiVersion, kind, metadata } = mapOf(value);
  const { name, namespace } = mapOf(metadata);
  if (!isMap(value) || !isFilledText(apiVersion) || !isFilledText(kind) || !isFilledText(name)) return undefined;
  return { apiVersion, kind, name, value, ...(isFilledText(namespace) && { namespace }) };
}

function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function specOf({ value }: PlanObject): ValueMap {
  return mapOf(value.spec);
}

/** The API group; '' for the core group. */
export function groupOf({ apiVersion }: Pick<PlanObject, 'apiVersion'>): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Groups whose kinds are named without the group. */
const WELL_KNOWN = new Set<string>([
  '',
  APPLICATION.group,
  DELIVERIES.HelmRelease.group,
  DELIVERIES.Kustomization.group,
  SOURCE_API.group,
]);

/**
 * The address of an object in a plan: `HelmRelease/shop/web--eu-1--web`, `Deployment.apps/shop/web`. Equal only for
 * versions of the same object.
 */
export function addressOf(object: Pick<PlanObject, 'apiVersion' | 'kind' | 'namespace' | 'name'>): string {
  const group = groupOf(object);
  const kind = WELL_KNOWN.has(group) ? object.kind : `${object.kind}.${group}`;
  return `${kind}/${namespacedName(object)}`;
}

/** The kind of an object, if it is a kind that delivers to a target. */
export function deliveryKindOf(object: PlanObject): keyof typeof DELIVERIES | undefined {
  const { kind } = object;
  if (kind !== 'HelmRelease' && kind !== 'Kustomization') return undefined;
  return groupOf(object) === DELIVERIES[kind].group ? kind : undefined;
}

/** The kind of a source that Flux fetches: `HelmChart`, `GitRepository` and so on; undefined for any other object. */
export function sourceKindOf(object: PlanObject): string | undefined {
  return groupOf(object) === SOURCE_API.group ? object.kind : undefined;
}

/** The application of an object. */
export interface Belonging {
  /** Its Application, `<namespace>/<name>`; only the name if its text has no namespace. */
  readonly application: string;
  /** The KEY of its target. Absent for the Application itself, and for objects that all its targets share. */
  readonly target?: string;
}

/** The application that an object belongs to, as the Application itself or as a lowered object. */
export function belongingOf({ namespace, name, value }: PlanObject): Belonging | undefined {
  if (isApplication(value)) return { application: namespacedName({ namespace, name }) };
  const metadata = mapOf(value.metadata);
  const annotations = mapOf(metadata.annotations);
  // objects of other tools have labels with the same name
  const isLowered = annotations[APPLICATION_NAME] !== undefined || annotations[LOWERING_DIGEST] !== undefined;
  const target = stringOf(annotations[TARGET_KEY]);
  const owner = isLowered && target !== undefined ? ownerOf(metadata) : undefined;
  return owner === undefined ? undefined : { application: namespacedName({ namespace, name: owner }), target };
}

/** The cluster that a HelmRelease or Kustomization delivers to. */
export function clusterOfDelivery({ value }: PlanObject) {
  const { kubeConfig } = mapOf(value.spec);
  const { secretRef, configMapRef } = mapOf(kubeConfig);
  const named = [secretRef, configMapRef].some((reference) => stringOf(mapOf(reference).name) !== undefined);
  return named ? clusterOf({ kubeConfig } as Parameters<typeof clusterOf>[0]) : clusterOf({});
}
