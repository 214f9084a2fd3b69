import { APPLICATION_NAME, clusterOf, isApplication, LOWERING_DIGEST, ownerOf, TARGET_KEY } from '../../application';
import { isMap, mapOf, stringOf, type ValueMap } from '../../json';
import { APPLICATION, DELIVERIES, namespacedName, SOURCE_API } from '../../kubernetes';

/** A Kubernetes object: what tells it from others, and what it holds. */
export interface PlanObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent of a kind without namespaces, and where the text names none. */
  readonly namespace?: string;
  readonly name: string;
  /** The whole object: parsed JSON or YAML. */
  readonly value: ValueMap;
}

/** Reads an object; undefined where it has no apiVersion, kind or name. */
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

/** Groups whose kinds are called by their kind alone. */
const WELL_KNOWN = new Set<string>([
  '',
  APPLICATION.group,
  DELIVERIES.HelmRelease.group,
  DELIVERIES.Kustomization.group,
  SOURCE_API.group,
]);

/**
 * What a plan calls an object: `HelmRelease/shop/web--eu-1--web`, `Deployment.apps/shop/web`. Equal for two versions of
 * one object and for no others.
 */
export function addressOf(object: Pick<PlanObject, 'apiVersion' | 'kind' | 'namespace' | 'name'>): string {
  const group = groupOf(object);
  const kind = WELL_KNOWN.has(group) ? object.kind : `${object.kind}.${group}`;
  return `${kind}/${namespacedName(object)}`;
}

/** The kind of an object, where it is one of those that deliver to a target. */
export function deliveryKindOf(object: PlanObject): keyof typeof DELIVERIES | undefined {
  const { kind } = object;
  if (kind !== 'HelmRelease' && kind !== 'Kustomization') return undefined;
  return groupOf(object) === DELIVERIES[kind].group ? kind : undefined;
}

/** The kind of a source that Flux fetches: `HelmChart`, `GitRepository` and so on; undefined of any other object. */
export function sourceKindOf(object: PlanObject): string | undefined {
  return groupOf(object) === SOURCE_API.group ? object.kind : undefined;
}

/** Whose an object is. */
export interface Belonging {
  /** Its Application, `<namespace>/<name>`; the name alone where its text names no namespace. */
  readonly application: string;
  /** The KEY of its target. Absent of the Application itself, and of what all its targets share. */
  readonly target?: string;
}

/** The application that an object belongs to: it is the Application itself, or what that is lowered to. */
export function belongingOf({ namespace, name, value }: PlanObject): Belonging | undefined {
  if (isApplication(value)) return { application: namespacedName({ namespace, name }) };
  const metadata = mapOf(value.metadata);
  const annotations = mapOf(metadata.annotations);
  // labels of the same name are on objects of other tools
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
