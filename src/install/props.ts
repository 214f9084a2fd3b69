import type { FluxAppDeploymentProps } from './deployment-props';

/** Properties of a watcher. */
export interface FluxApplicationWatcherProps extends FluxAppDeploymentProps {
  /**
   * The namespace whose Applications are watched. The watcher reads only this namespace: a target whose source is in
   * another namespace is Unknown. For several namespaces, create a watcher for each, or one for all.
   *
   * @default - all namespaces
   */
  readonly watchNamespace?: string;
  /**
   * Only Applications with these labels, such as `team=web`.
   *
   * @default - all of them
   */
  readonly selector?: string;
  /**
   * The number of replicas. Two replicas elect a leader: one works, and the other takes over when the first ends.
   *
   * @default 1
   */
  readonly replicas?: 1 | 2;
  /**
   * The lowest level that is logged.
   *
   * @default 'info'
   */
  readonly logLevel?: WatcherLogLevel;
  /**
   * The port of `/metrics`, `/healthz` and `/readyz`. It must be 1024 or higher, because the container has no
   * privileges.
   *
   * @default 8080
   */
  readonly metricsPort?: number;
  /**
   * Create a ServiceMonitor, by which the Prometheus Operator finds the metrics. Its CRD must be installed.
   *
   * @default false
   */
  readonly serviceMonitor?: boolean;
  /**
   * Create a ValidatingAdmissionPolicy, so that the API server refuses changes of other fields than the watcher's own.
   * To write two labels and an annotation, the Role of the watcher must allow patches of Applications, and it cannot
   * exclude the spec. Set it to `false` for clusters before Kubernetes 1.30, or if the installing account may not create
   * a policy.
   *
   * @default true
   */
  readonly admissionPolicy?: boolean;
  /**
   * Also lower Applications in the cluster: the watcher then runs `fluxapp controller --status`. Its account may
   * create, change and delete lowered objects, and a second ValidatingAdmissionPolicy restricts it to the objects that
   * it has created. Cannot be combined with `selector`.
   *
   * @default - it writes only the status
   * @example
   * new FluxApplicationWatcher(chart, 'fluxapp', { image, lowering: { defaultServiceAccount: 'flux' } });
   */
  readonly lowering?: LoweringProps;
}

/** Which Applications are lowered in the cluster, and what they may use. */
export interface LoweringProps {
  /**
   * Also lower Applications that do not request it, unless they have a mark of another applier.
   *
   * @default false
   */
  readonly all?: boolean;
  /**
   * The ServiceAccount of targets on the host that do not set one, in the namespace of their Application.
   *
   * @default - such a target is refused, because Flux would deliver it with its own permissions
   */
  readonly defaultServiceAccount?: string;
  /**
   * Namespaces whose targets on the host may have the permissions of Flux.
   *
   * @default - none
   */
  readonly trustedNamespaces?: readonly string[];
  /**
   * Whether Applications may use sources and dependencies of other namespaces.
   *
   * @default false
   */
  readonly allowCrossNamespaceRefs?: boolean;
}

/** The lowest level that is logged. */
export type WatcherLogLevel = 'debug' | 'info' | 'warn' | 'error';
