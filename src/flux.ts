/**
 * Types generated from the CRDs of Flux and KubeSphere, for the fields of their objects that props of the constructs
 * accept.
 *
 * @example
 * import type { HelmReleaseSpecInstall } from 'cdk8s-fluxapp/flux';
 *
 * const install: HelmReleaseSpecInstall = { remediation: { retries: 3 } };
 *
 * @module cdk8s-fluxapp/flux
 */

export type * from '../imports/common';
export type * from '../imports/gitops.kubesphere.io';
export type * from '../imports/helm.toolkit.fluxcd.io';
export type * from '../imports/kustomize.toolkit.fluxcd.io';
export type * from '../imports/source.toolkit.fluxcd.io';
export type { ValuesConfigMap } from './application';
