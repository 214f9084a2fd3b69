import type { ContainerResources, FluxAppDeploymentProps } from './deployment-props';
import type { Installed } from './manifest';

/** The placement of Pods, and the credentials for their image. */
export type PodPlace = Pick<FluxAppDeploymentProps, 'imagePullSecrets' | 'nodeSelector' | 'tolerations'>;

/** The parts that differ between Pods. */
export interface PodParts {
  readonly container: object;
  /** @default - Kubernetes' */
  readonly terminationGracePeriodSeconds?: number;
  /** @default - none */
  readonly topologySpreadConstraints?: readonly object[];
}

/** A Pod with one container. It satisfies the strictest Pod Security Standard, `restricted`. */
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

/** The restrictions of the container of such a Pod. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};
