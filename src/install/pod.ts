import type { Installed } from './manifest';
import type { WatcherToleration } from './props';

/** Where Pods run, and where their image comes from. */
export interface PodPlace {
  readonly imagePullSecrets?: readonly string[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly WatcherToleration[];
}

/** What is not the same for all Pods. */
export interface PodParts {
  readonly container: object;
  /** @default - Kubernetes' */
  readonly terminationGracePeriodSeconds?: number;
  /** @default - none */
  readonly topologySpreadConstraints?: readonly object[];
}

/** A Pod with one container. It keeps to the strictest of the Pod Security Standards, `restricted`. */
export function podSpec(
  { name, imagePullSecrets, nodeSelector, tolerations }: Installed & PodPlace,
  { container, terminationGracePeriodSeconds, topologySpreadConstraints }: PodParts,
): object {
  return {
    serviceAccountName: name,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    terminationGracePeriodSeconds,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    imagePullSecrets: imagePullSecrets?.map((secret) => ({ name: secret })),
    nodeSelector,
    tolerations,
    topologySpreadConstraints,
    containers: [container],
  };
}

/** What the container of such a Pod may not. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};
