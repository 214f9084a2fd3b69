import { KUSTOMIZATION } from './flux-apply';

/** Prefixes of the labels that identify the applier of an object: `/name` and `/namespace` follow. */
export const RESOURCE_SET = 'resourceset.fluxcd.controlplane.io';
export const HELM_RELEASE = 'helm.toolkit.fluxcd.io';

/** Annotations of Helm. */
export const RELEASE_NAME = 'meta.helm.sh/release-name';
export const RELEASE_NAMESPACE = 'meta.helm.sh/release-namespace';

/** Annotation of Argo CD: `APPLICATION:GROUP/KIND:NAMESPACE/NAME`. */
export const TRACKING_ID = 'argocd.argoproj.io/tracking-id';

export const labelPath = (start: string) => ['metadata', 'labels', `${start}/name`];
export const annotationPath = (name: string) => ['metadata', 'annotations', name];

/** The fields that identify the applier of an object. */
export const MARKS: readonly (readonly string[])[] = [
  ...[KUSTOMIZATION, RESOURCE_SET, HELM_RELEASE].map(labelPath),
  ...[RELEASE_NAME, TRACKING_ID].map(annotationPath),
  ['metadata', 'ownerReferences'],
];
