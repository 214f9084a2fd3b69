import type { ContainerResources, FluxAppDeploymentProps } from './deployment-props';
import type { Installed } from './manifest';

/** Where Pods run, and where their image comes from. */
export type PodPlace = Pick<FluxAppDeploymentProps, 'imagePullSecrets' | 'nodeSelector' | 'tolerations'>;

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

/** No CPU limit: bursts are short, and a throttled container is late. */
export const DEFAULT_RESOURCES: ContainerResources = {
  requests: { cpu: '50m', memory: '192Mi' },
  limits: { memory: '512Mi' },
};

/** What the container of such a Pod may not. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};
