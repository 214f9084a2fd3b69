/**
 * Labels and annotations of the Application and of what is made from it. The console and the commands find objects by
 * these, so their spelling is a contract.
 */

import { APPLICATION } from '../kubernetes';

/** `spec.kind` of the Applications that Flux delivers. Those of any other kind belong to another engine. */
export const FLUXCD = 'fluxcd';

/**
 * Annotation on what an Application is lowered to, but for the HelmChart of a template, which outlives it: the name of the
 * Application. Other tools overwrite the label {@link MANAGED_BY}; nobody else writes this.
 */
export const APPLICATION_NAME = 'gitops.kubesphere.io/application';
/** Label on a lowered object: the name of its Application. On a template or a console source: {@link MANAGER}. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** Annotation on a lowered object: the KEY of its target. */
export const TARGET_KEY = 'app.kubernetes.io/name';
/** Annotation on a lowered object: the digest of its lowering, before any escape hatch and without {@link APPLICATION_NAME}. */
export const LOWERING_DIGEST = 'gitops.kubesphere.io/lowering-digest';

/**
 * Annotation on a lowered object that an escape hatch has changed: the fields that may differ from its lowering, as a
 * JSON list of JSON pointers (RFC 6901), such as `["/spec/timeout"]`.
 */
export const HATCHED = 'gitops.kubesphere.io/hatched';
/** Annotation on an Application: by KEY the first 12 digits of the digests of what it was lowered to, as JSON. */
export const DIGESTS = 'gitops.kubesphere.io/digests';
/**
 * Annotation on an Application: by KEY the part of the target's values that is null, and by KEY and {@link OF_PATCHES} its
 * patches that hold a null, as JSON. Appliers drop nulls from objects, and the lowering of a stored Application needs them.
 */
export const NULLS = 'gitops.kubesphere.io/nulls';
/** What no KEY holds. */
export const OF_PATCHES = '/postRenderers';
/**
 * Annotation on an Application: the names of clusters that have another name than their Secret, as JSON. A Secret is
 * `name`, or `name/key` where its key is not Flux's default; a ConfigMap is `ConfigMap/name`, which no Secret can be called.
 */
export const CLUSTERS = 'gitops.kubesphere.io/clusters';
/**
 * Annotation on an Application: the waves in which its targets get what is new, as JSON. Label on a HelmRelease or Kustomization
 * of an application with waves: a digest of what its wave and the waves before are to have.
 */
export const ROLLOUT = 'gitops.kubesphere.io/rollout';
/** Label on a HelmRelease or Kustomization that waits for a wave: the value of {@link ROLLOUT} that it waits for. */
export const ROLLOUT_GATE = 'gitops.kubesphere.io/rollout-gate';
/** Annotation on a HelmRelease or Kustomization: the value of {@link ROLLOUT} that somebody has approved for it. */
export const APPROVED = 'gitops.kubesphere.io/approved';
/**
 * Bytes of an annotation from which on it is left out. All annotations of an object may have 256 KiB (see
 * `annotations-too-large`), and client-side apply keeps a copy of the whole object in one of them.
 */
export const LONGEST_ANNOTATION = 64 * 1024;
/** The manager of what outlives an application: templates, and sources made for the console. */
export const MANAGER = 'gitops.kubesphere.io';
/** Annotation on the HelmChart of a template: the template's name. */
export const HELM_TEMPLATE_NAME = 'gitops.kubesphere.io/helm-template-name';
/** Label on an Application, `"true"`: save its chart as a template. */
export const SAVE_HELM_TEMPLATE = 'gitops.kubesphere.io/save-helm-template';
/** Annotation of kustomize-controller, `disabled`: do not delete the object when it leaves the repository. */
export const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

/** Annotation on an Application: what the console calls it. */
export const ALIAS_NAME = 'kubesphere.io/alias-name';
/** Annotation on an Application: a line about it, for the console. */
export const DESCRIPTION = 'kubesphere.io/description';

/** Annotation on an Application, {@link ALLOWED}: texts in its values that look like secrets are meant to be there. */
export const INLINE_SECRETS = 'gitops.kubesphere.io/inline-secrets';
export const ALLOWED = 'allowed';

/** The console shows a source's name without its first seven characters, which are these. */
export const CONSOLE_SOURCE_PREFIX = 'fluxcd-';

/** Annotations on a HelmRelease or Kustomization that is suspended: why, by whom, since when and until when. */
export const SUSPEND_REASON = 'gitops.kubesphere.io/suspend-reason';
export const SUSPEND_BY = 'gitops.kubesphere.io/suspend-by';
export const SUSPEND_SINCE = 'gitops.kubesphere.io/suspend-since';
export const SUSPEND_UNTIL = 'gitops.kubesphere.io/suspend-until';

/** Label on an Application: ready and desired targets, `2-3`; the console shows `2/3`. */
export const READY_NUMBER = 'gitops.kubesphere.io/ready-number';
/** Label on an Application: HelmRelease or Kustomization. The misspelling is the contract: the console reads it so. */
export const TYPE = 'gitops.kubepshere.io/type';
/** Annotation on an Application: the revision that its targets run. */
export const LAST_REVISION = 'gitops.kubesphere.io/last-revision';

/** Annotation of `kubectl apply`: the object as it was given it last, as JSON. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Whether an object is an Application, of whatever version and `spec.kind`. */
export function isApplication({ apiVersion, kind }: Readonly<Record<string, unknown>>): boolean {
  return kind === 'Application' && typeof apiVersion === 'string' && apiVersion.split('/')[0] === APPLICATION.group;
}
