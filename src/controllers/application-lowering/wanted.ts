import { CONTROLLER, HATCHED, isApplication, LOWERED_BY, type LoweredObject, lower } from '../../application';
import { formatDiagnostic } from '../../diagnostics';
import { mapOf, omit, stringOf, type ValueMap } from '../../json';
import { objectId } from '../../kubernetes';
import { foreignReference } from './foreign-reference';

/** Rules that isolate tenants from each other. On members, the kubeconfig Secret determines the permissions. */
export interface TenancyRules {
  /** The account of targets on the host that do not set one. @default - such a target is refused */
  readonly defaultServiceAccount?: string;
  /** Namespaces whose targets may run as helm-controller and kustomize-controller. @default - none */
  readonly trustedNamespaces?: readonly string[];
  /** Whether sources and dependencies may be in other namespaces. @default false */
  readonly allowsCrossNamespaceRefs?: boolean;
}

/** The objects that an Application should have in the cluster. */
export interface Wanted {
  /** Dependencies come first. Empty if there are problems. */
  readonly objects: readonly ValueMap[];
  /** The reasons why it is not lowered, one sentence each. */
  readonly problems: readonly string[];
  /** Whether the Application has errors, or requires something that the controller does not allow. */
  readonly reason: 'Invalid' | 'Refused';
}

/**
 * The objects of an Application, as the controller applies them: those of {@link lower}, with its label.
 *
 * @param application as it is stored
 */
export function wantedOf(application: ValueMap, rules: TenancyRules): Wanted {
  const { objects, diagnostics } = lower(application);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
  if (errors.length > 0) return { objects: [], problems: errors, reason: 'Invalid' };
  const made = (objects as readonly LoweredObject[]).filter((object) => !isApplication({ ...object }));
  const allowed = made.map((object) => allowedObject(object as unknown as ValueMap, rules));
  const problems = allowed.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) return { objects: [], problems, reason: 'Refused' };
  return { objects: allowed.map(({ object }) => labelled(object)), problems: [], reason: 'Refused' };
}

interface Allowed {
  readonly object: ValueMap;
  readonly problem?: string;
}

function allowedObject(object: ValueMap, rules: TenancyRules): Allowed {
  const { kind, metadata, spec } = object;
  const namespace = stringOf(mapOf(metadata).namespace);
  const called = objectId({ kind: String(kind), namespace, name: String(mapOf(metadata).name) });
  const foreign = rules.allowsCrossNamespaceRefs ? undefined : foreignReference(object);
  if (foreign !== undefined) {
    const problem =
      `${called} refers to ${foreign.object}, which is in another namespace (${foreign.path}): refer to an object in ` +
      `${namespace}, or run the controller with --allow-cross-namespace-refs`;
    return { object, problem };
  }
  const isDelivery = kind === 'HelmRelease' || kind === 'Kustomization';
  const { kubeConfig, serviceAccountName } = mapOf(spec);
  if (!isDelivery || (namespace !== undefined && rules.trustedNamespaces?.includes(namespace))) return { object };
  // without data.serviceAccountName Flux takes a token of its own account, also for the host
  if (mapOf(kubeConfig).configMapRef !== undefined) {
    const problem =
      `${called} has kubeConfig.configMapRef, with which Flux may use its own account, also on the host: use ` +
      'kubeConfig.secretRef, or run the controller with --trusted-namespace';
    return { object, problem };
  }
  if (kubeConfig !== undefined || serviceAccountName !== undefined) return { object };
  const { defaultServiceAccount } = rules;
  if (defaultServiceAccount === undefined) {
    const problem =
      `${called} is for the host and names no serviceAccountName, so it would have the permissions of Flux: set one in ` +
      'its target, or run the controller with --default-service-account or --trusted-namespace';
    return { object, problem };
  }
  return { object: withServiceAccount(object, defaultServiceAccount) };
}

/**
 * The annotation marks the field as added after lowering, so that the status does not report it as a change by another
 * writer.
 */
function withServiceAccount(object: ValueMap, serviceAccountName: string): ValueMap {
  const metadata = mapOf(object.metadata);
  const annotations = { ...mapOf(metadata.annotations), [HATCHED]: '["/spec/serviceAccountName"]' };
  return {
    ...object,
    metadata: { ...metadata, annotations },
    spec: { ...mapOf(object.spec), serviceAccountName },
  };
}

/** `suspend: false` is omitted: for Flux it is the same, and a pause by `flux suspend` stays. */
function labelled(object: ValueMap): ValueMap {
  const metadata = mapOf(object.metadata);
  const spec = mapOf(object.spec);
  return {
    ...object,
    metadata: { ...metadata, labels: { ...mapOf(metadata.labels), [LOWERED_BY]: CONTROLLER } },
    ...(spec.suspend === false && { spec: omit(spec, ['suspend']) }),
  };
}
