import type { FluxAppDeploymentProps } from './deployment-props';

/** Properties of the page in a cluster. */
export interface FluxApplicationUiProps extends FluxAppDeploymentProps {
  /**
   * The namespace whose Applications are shown. The page reads no other namespace.
   *
   * @default - all namespaces
   */
  readonly watchNamespace?: string;
  /**
   * The host names of the page behind your proxy, such as `status.example.com`, or `status.example.com:8443`
   * with a port that is not that of the scheme. Requests with any other `Host` are refused (421).
   *
   * @default - only localhost, as with `kubectl port-forward`
   */
  readonly allowedHosts?: readonly string[];
  /**
   * The namespace whose Pods may connect to the page: that of your proxy. The NetworkPolicy blocks all others.
   *
   * @default - only `kubectl port-forward` and the kubelet of its node reach the page
   */
  readonly clientNamespace?: string;
  /**
   * Create a NetworkPolicy. There is no login, and everyone who reaches the page can read it: set this to `false` only
   * if something else restricts access.
   *
   * @default true
   */
  readonly networkPolicy?: boolean;
  /**
   * The port of the page. It must be 1024 or higher, because the container has no privileges.
   *
   * @default 8080
   */
  readonly port?: number;
}
