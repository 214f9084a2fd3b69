/** Properties of a watcher. */
export interface FluxApplicationWatcherProps {
  /** The image. None is published: build it with the Dockerfile of this project, for your own registry. */
  readonly image: string;
  /**
   * The names of the Secrets with credentials for the registry of the image.
   *
   * @default - none
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * The name of the watcher's objects: a DNS label that begins with a letter. Cluster-scoped objects have the name
   * `fluxapp-watcher.<namespace>.<name>`.
   *
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * The namespace that the watcher runs in.
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
   * The namespace whose Applications are watched. The watcher reads only this namespace: a target whose source is in another
   * namespace is Unknown. For several namespaces, create a watcher for each, or one for all.
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
   * The requests and limits of the container. They replace the default completely.
   *
   * @default - requests of 50m CPU and 192Mi, a limit of 512Mi, and no CPU limit: bursts are short, and a throttled watcher
   * is late
   */
  readonly resources?: WatcherResources;
  /**
   * The port of `/metrics`, `/healthz` and `/readyz`. It must be 1024 or higher, because the container has no privileges.
   *
   * @default 8080
   */
  readonly metricsPort?: number;
  /**
   * Create a ServiceMonitor, by which the Prometheus operator finds the metrics. Its CRD must be installed.
   *
   * @default false
   */
  readonly serviceMonitor?: boolean;
  /**
   * Create a ValidatingAdmissionPolicy, so that the API server refuses changes of other fields than the watcher's own. The Role
   * of the watcher allows patches of Applications, for two labels and an annotation, and cannot exclude the spec. Set it to `false`
   * for clusters before Kubernetes 1.30, or if the installing account may not create a policy.
   *
   * @default true
   */
  readonly admissionPolicy?: boolean;
  /**
   * Also lower Applications in the cluster: the watcher then runs `fluxapp controller --status`. Its account may create, change and
   * delete lowered objects, and a second ValidatingAdmissionPolicy restricts it to the objects that it has created. Cannot be
   * combined with `selector`.
   *
   * @default - it writes only the status
   * @example
   * new FluxApplicationWatcher(chart, 'fluxapp', { image, lowering: { defaultServiceAccount: 'flux' } });
   */
  readonly lowering?: LoweringProps;
  /**
   * The labels that a node must have.
   *
   * @default - none
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * The taints of nodes that the watcher tolerates.
   *
   * @default - none
   */
  readonly tolerations?: readonly WatcherToleration[];
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
   * The ServiceAccount of targets on the host without one, in the namespace of their Application.
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

/** Quantities by resource, such as `{ cpu: '50m', memory: '128Mi' }`. */
export type WatcherQuantities = Readonly<Record<string, string | number>>;

/** The requests and limits of a container. */
export interface WatcherResources {
  /** @default - the limits */
  readonly requests?: WatcherQuantities;
  /** @default - none */
  readonly limits?: WatcherQuantities;
}

/** A toleration, with the fields of Kubernetes. */
export interface WatcherToleration {
  /** @default - every taint */
  readonly key?: string;
  /** @default 'Equal' */
  readonly operator?: 'Equal' | 'Exists';
  /** @default - none */
  readonly value?: string;
  /** @default - every effect */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /** @default - forever */
  readonly tolerationSeconds?: number;
}
