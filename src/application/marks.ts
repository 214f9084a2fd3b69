/**
 * Labels and annotations of the Application and its lowered objects. The console and the commands find objects by them,
 * so their spelling is a contract.
 */

import { APPLICATION } from '../kubernetes';

/** `spec.kind` of the Applications that Flux delivers. Applications of any other kind belong to another engine. */
export const FLUXCD = 'fluxcd';

/**
 * Annotation on a lowered object, except the HelmChart of a template, which outlives the Application: the name of the
 * Application. Other tools overwrite the label {@link MANAGED_BY}, but never this annotation.
 */
export const APPLICATION_NAME = 'gitops.kubesphere.io/application';
/** Label on a lowered object: the name of its Application. On a template or a console source: {@link MANAGER}. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** Annotation on a lowered object: the KEY of its target. */
export const TARGET_KEY = 'app.kubernetes.io/name';
/**
 * Annotation on a lowered object: the digest of its lowering, before any escape hatch and without
 * {@link APPLICATION_NAME}.
 */
export const LOWERING_DIGEST = 'gitops.kubesphere.io/lowering-digest';

/**
 * Annotation on a lowered object that an escape hatch has changed: the fields that may differ from its lowering, as a
 * JSON list of JSON pointers (RFC 6901), such as `["/spec/timeout"]`.
 */
export const HATCHED = 'gitops.kubesphere.io/hatched';
/** Annotation on an Application: the first 12 digits of each target's lowering digest, by KEY, as JSON. */
export const DIGESTS = 'gitops.kubesphere.io/digests';
/**
 * Annotation on an Application: the nulls in each target's values, by KEY, and its patches with a null, by KEY and
 * {@link OF_PATCHES}, as JSON. Appliers drop nulls from objects, and the lowering of a stored Application needs them.
 */
export const NULLS = 'gitops.kubesphere.io/nulls';
/** A suffix that no KEY contains. */
export const OF_PATCHES = '/postRenderers';
/**
 * Annotation on an Application: the names of clusters that differ from the name of their Secret, as JSON. A Secret is
 * `name`, or `name/key` if its key is not Flux's default; a ConfigMap is `ConfigMap/name`, which is not a possible name
 * of a Secret.
 */
export const CLUSTERS = 'gitops.kubesphere.io/clusters';
/**
 * Annotation on an Application: the waves of its targets, as JSON. Label on a HelmRelease or Kustomization of an
 * application with waves: a digest of the desired state of its wave and all earlier waves.
 */
export const ROLLOUT = 'gitops.kubesphere.io/rollout';
/** Label on a HelmRelease or Kustomization that waits for a wave: the value of {@link ROLLOUT} that it waits for. */
export const ROLLOUT_GATE = 'gitops.kubesphere.io/rollout-gate';
/** Annotation on a HelmRelease or Kustomization: the value of {@link ROLLOUT} that was approved for it. */
export const APPROVED = 'gitops.kubesphere.io/approved';
/**
 * Annotation on an Application: who lowers it, {@link CONTROLLER} or {@link SYNTHESIS}. Label on a Namespace,
 * {@link CONTROLLER}: who lowers its Applications. Label on every object that the controller creates: the controller
 * and its admission policy recognize the objects by it.
 */
export const LOWERED_BY = 'gitops.kubesphere.io/lowered-by';
export const CONTROLLER = 'controller';
export const SYNTHESIS = 'synthesis';
/** Annotation on an Application that the controller lowers, {@link ORPHAN}: its objects stay when it is deleted. */
export const DELETION_POLICY = 'gitops.kubesphere.io/deletion-policy';
export const ORPHAN = 'orphan';
/** Annotation on an Application: the generation for which the removal of many targets was confirmed. */
export const CONFIRM_REMOVAL = 'gitops.kubesphere.io/confirm-removal';
/** Finalizer on an Application that the controller lowers. */
export const LOWERING_FINALIZER = 'gitops.kubesphere.io/lowering';
/**
 * Annotation on an Application that the controller lowers: its uid. A copy, or an Application restored from a backup,
 * has another uid.
 */
export const LOWERING_UID = 'gitops.kubesphere.io/lowering-uid';
/**
 * The size in bytes above which an annotation is omitted. All annotations of an object share 256 KiB (see
 * `annotations-too-large`), and client-side apply stores a copy of the whole object in one of them.
 */
export const LONGEST_ANNOTATION = 64 * 1024;
/** The manager of objects that outlive an application: templates, and sources created for the console. */
export const MANAGER = 'gitops.kubesphere.io';
/** Annotation on the HelmChart of a template: the template's name. */
export const HELM_TEMPLATE_NAME = 'gitops.kubesphere.io/helm-template-name';
/** Label on an Application, `"true"`: save its chart as a template. */
export const SAVE_HELM_TEMPLATE = 'gitops.kubesphere.io/save-helm-template';
/** Annotation of kustomize-controller, `disabled`: do not delete the object when it leaves the repository. */
export const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

/** Annotation on an Application: its name in the console. */
export const ALIAS_NAME = 'kubesphere.io/alias-name';
/** Annotation on an Application: a one-line description for the console. */
export const DESCRIPTION = 'kubesphere.io/description';

/** Annotation on an Application, {@link ALLOWED}: strings in its values that look like secrets are intended. */
export const INLINE_SECRETS = 'gitops.kubesphere.io/inline-secrets';
export const ALLOWED = 'allowed';

/** The console shows the name of a source without this prefix of seven characters. */
export const CONSOLE_SOURCE_PREFIX = 'fluxcd-';

/** Annotations on a suspended HelmRelease or Kustomization: reason, author, start and end. */
export const SUSPEND_REASON = 'gitops.kubesphere.io/suspend-reason';
export const SUSPEND_BY = 'gitops.kubesphere.io/suspend-by';
export const SUSPEND_SINCE = 'gitops.kubesphere.io/suspend-since';
export const SUSPEND_UNTIL = 'gitops.kubesphere.io/suspend-until';

/** Label on an Application: ready and desired targets, `2-3`; the console shows `2/3`. */
export const READY_NUMBER = 'gitops.kubesphere.io/ready-number';
/** Label on an Application: HelmRelease or Kustomization. The misspelling is intended, because the console reads it. */
export const TYPE = 'gitops.kubepshere.io/type';
/** Annotation on an Application: the revision that its targets run. */
export const LAST_REVISION = 'gitops.kubesphere.io/last-revision';

/** Annotation of `kubectl apply`: the last applied object, as JSON. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Whether an object is an Application, of any version and `spec.kind`. */
export function isApplication({ apiVersion, kind }: Readonly<Record<string, unknown>>): boolean {
  return kind === 'Application' && typeof apiVersion === 'string' && apiVersion.split('/')[0] === APPLICATION.group;
}
