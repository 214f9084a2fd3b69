import type { WatcherResources, WatcherToleration } from './props';

/** What the page takes that a cluster serves. */
export interface FluxApplicationUiProps {
  /** The image. None is published: the Dockerfile of this project makes one, for a registry of your own. */
  readonly image: string;
  /**
   * The Secrets that hold what the registry of the image asks for, by name.
   *
   * @default - none
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * The name of its objects: a DNS label that begins with a letter. Objects without namespace are called
   * `fluxapp-ui.<namespace>.<name>`.
   *
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * The namespace that it runs in.
   *
   * @default - that of the chart; it must have one
   */
  readonly namespace?: string;
  /**
   * Labels of all objects and of the Pods.
   *
   * @default - those of the chart, of all objects
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * The namespace whose Applications are shown. The page sees nothing beyond it.
   *
   * @default - all namespaces
   */
  readonly watchNamespace?: string;
  /**
   * The host names of the page behind your proxy, such as `status.example.com`, or `status.example.com:8443`
   * with a port that is not that of the scheme. Requests with any other `Host` are refused (421).
   *
   * @default - none: only by localhost, which is what `kubectl port-forward` makes of it
   */
  readonly allowedHosts?: readonly string[];
  /**
   * The namespace whose Pods may ask for the page: that of your proxy. A NetworkPolicy keeps all others out.
   *
   * @default - none: nobody but `kubectl port-forward`, and the kubelet of its node
   */
  readonly clientNamespace?: string;
  /**
   * Make the NetworkPolicy. Who reaches the page reads it, as nobody signs in: leave it out only where something else decides
   * who does.
   *
   * @default true
   */
  readonly networkPolicy?: boolean;
  /**
   * The port of the page. It is 1024 or more, as the container has no privileges.
   *
   * @default 8080
   */
  readonly port?: number;
  /**
   * What the container asks for, and may use. What is given replaces the default as a whole.
   *
   * @default - requests of 50m CPU and 192Mi, and a limit of 512Mi
   */
  readonly resources?: WatcherResources;
  /**
   * The labels that a node must have.
   *
   * @default - none
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * The taints of nodes that it puts up with.
   *
   * @default - none
   */
  readonly tolerations?: readonly WatcherToleration[];
}
