import { listOf, mapOf, stringOf } from '../../json';
import { type NamespacedName, namespacedName } from '../../kubernetes';
import { COMMAND_MANAGER, lastApplied } from '../../observe';
import { KUSTOMIZATION, KUSTOMIZE_CONTROLLER } from './flux-apply';
import { contentFields, isClientSide, type Manager, managersOf, owns } from './managers';
import {
  annotationPath,
  HELM_RELEASE,
  labelPath,
  RELEASE_NAME,
  RELEASE_NAMESPACE,
  RESOURCE_SET,
  TRACKING_ID,
} from './marks';

/** The applier that writes an object repeatedly, or wrote it last. */
export type Applier =
  /** The Kustomization in its labels. They stay when it releases the object, so check its inventory. */
  | { readonly by: 'kustomize-controller'; readonly kustomization: NamespacedName }
  /** A ResourceSet of flux-operator. */
  | { readonly by: 'resource-set'; readonly resourceSet: NamespacedName }
  /** A release of Helm; for a HelmRelease only if helm-controller installed it. */
  | { readonly by: 'helm'; readonly release: NamespacedName; readonly isOfFlux: boolean }
  /** An Application of Argo CD. */
  | { readonly by: 'argo-cd'; readonly application: string }
  /** The controller that owns the object. */
  | { readonly by: 'controller'; readonly owner: { readonly kind: string; readonly name: string } }
  | { readonly by: 'fluxapp' }
  | { readonly by: 'kubectl-server-side' }
  | { readonly by: 'kubectl-client-side' }
  /** Another server-side apply. */
  | { readonly by: 'other'; readonly manager: string }
  /** No known applier. */
  | { readonly by: 'nobody' };

type KubeObject = Readonly<Record<string, unknown>>;
type Marks = Readonly<Record<string, unknown>>;

/** The evidence for the applier of an object. */
interface Traces {
  readonly object: KubeObject;
  readonly labels: Marks;
  readonly annotations: Marks;
  readonly managers: readonly Manager[];
  /** Names of managers that applied its main content, or its metadata if it has no other content. */
  readonly appliers: readonly string[];
}

const FLUX_OPERATOR = 'flux-operator';

/** The first match wins: controllers write repeatedly, commands only when somebody runs them. */
const FINDERS: readonly ((traces: Traces) => Applier | undefined)[] = [
  kustomization,
  resourceSet,
  helmRelease,
  argoApplication,
  controller,
  ({ appliers }) => (appliers.includes(COMMAND_MANAGER) ? { by: 'fluxapp' } : undefined),
  ({ appliers }) => (appliers.includes('kubectl') ? { by: 'kubectl-server-side' } : undefined),
  clientSide,
  ({ appliers: [manager] }) => (manager === undefined ? undefined : { by: 'other', manager }),
];

/**
 * The applier of an object, according to managedFields and the marks that appliers leave.
 *
 * @param live as returned by the API server, with managedFields
 */
export function applierOf(live: KubeObject): Applier {
  const metadata = mapOf(live.metadata);
  const managers = managersOf(live);
  const traces = {
    object: live,
    labels: mapOf(metadata.labels),
    annotations: mapOf(metadata.annotations),
    managers,
    appliers: appliersOfContent(managers),
  };
  for (const find of FINDERS) {
    const applier = find(traces);
    if (applier !== undefined) return applier;
  }
  return { by: 'nobody' };
}

function appliersOfContent(managers: readonly Manager[]): string[] {
  const appliers = managers.filter(({ operation, subresource }) => operation === 'Apply' && subresource === '');
  const ofContent = appliers.filter(({ fields }) => contentFields(fields).size > 0);
  const hasContent = managers.some(({ fields }) => contentFields(fields).size > 0);
  return (hasContent ? ofContent : appliers).map(({ name }) => name).sort();
}

/** Whether a person wrote a mark, which was then copied from another object. */
function isCopied(managers: readonly Manager[], path: readonly string[]): boolean {
  const owners = managers.filter((manager) => owns(manager, path));
  return owners.length > 0 && owners.every(({ name }) => name === COMMAND_MANAGER || name.startsWith('kubectl'));
}

/** The object in two marks: `PREFIX/name` and `PREFIX/namespace`. */
function namedBy(marks: Marks, prefix: string): NamespacedName | undefined {
  const [name, namespace] = [stringOf(marks[`${prefix}/name`]), stringOf(marks[`${prefix}/namespace`])];
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}

function kustomization({ labels, appliers }: Traces): Applier | undefined {
  const named = namedBy(labels, KUSTOMIZATION);
  return named && appliers.includes(KUSTOMIZE_CONTROLLER)
    ? { by: 'kustomize-controller', kustomization: named }
    : undefined;
}

function resourceSet({ labels, appliers }: Traces): Applier | undefined {
  const named = namedBy(labels, RESOURCE_SET);
  return named && appliers.includes(FLUX_OPERATOR) ? { by: 'resource-set', resourceSet: named } : undefined;
}

function helmRelease({ labels, annotations, managers }: Traces): Applier | undefined {
  const ofFlux = namedBy(labels, HELM_RELEASE);
  if (ofFlux && !isCopied(managers, labelPath(HELM_RELEASE))) return { by: 'helm', release: ofFlux, isOfFlux: true };
  const [name, namespace] = [stringOf(annotations[RELEASE_NAME]), stringOf(annotations[RELEASE_NAMESPACE])];
  if (name === undefined || isCopied(managers, annotationPath(RELEASE_NAME))) return undefined;
  return { by: 'helm', release: { namespace, name }, isOfFlux: false };
}

/** A copy of an object also has the annotation, which then names the original. */
function argoApplication({ object, annotations, managers }: Traces): Applier | undefined {
  const [application, kind, name] = (stringOf(annotations[TRACKING_ID]) ?? '').split(':');
  const [group = '', version] = String(object.apiVersion).split('/');
  const own = mapOf(object.metadata);
  const isOwn =
    kind === `${version === undefined ? '' : group}/${object.kind}` &&
    // an object without a namespace is recorded with the namespace of its Application
    (own.namespace === undefined
      ? name?.split('/')[1] === own.name
      : name === namespacedName({ namespace: String(own.namespace), name: String(own.name) }));
  return application && isOwn && !isCopied(managers, annotationPath(TRACKING_ID))
    ? { by: 'argo-cd', application }
    : undefined;
}

function controller({ object }: Traces): Applier | undefined {
  const owner = listOf(mapOf(object.metadata).ownerReferences)
    .map(mapOf)
    .find((reference) => reference.controller === true);
  return owner && { by: 'controller', owner: { kind: String(owner.kind), name: String(owner.name) } };
}

function clientSide({ object, managers }: Traces): Applier | undefined {
  return lastApplied(object) !== undefined && managers.some(isClientSide) ? { by: 'kubectl-client-side' } : undefined;
}
