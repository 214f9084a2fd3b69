/** What a watcher takes. */
export interface FluxApplicationWatcherProps {
  /** The image. None is published: the Dockerfile of this project makes one, for a registry of your own. */
  readonly image: string;
  /**
   * The Secrets that hold what the registry of the image asks for, by name.
   *
   * @default - none
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * The name of the watcher's objects: a DNS label that begins with a letter. Objects without namespace are called
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
   * The namespace whose Applications are watched. The watcher sees nothing beyond it: a target whose source is in another
   * namespace is Unknown. For several namespaces make a watcher for each, or one for all.
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
   * How many run. Of two one works, and the other takes over when that ends: they elect a leader.
   *
   * @default 1
   */
  readonly replicas?: 1 | 2;
  /**
   * What is logged.
   *
   * @default 'info'
   */
  readonly logLevel?: WatcherLogLevel;
  /**
   * What the container asks for, and may use. What is given replaces the default as a whole.
   *
   * @default - requests of 50m CPU and 192Mi, a limit of 512Mi, and none of CPU: bursts are short, and a throttled watcher
   * is late
   */
  readonly resources?: WatcherResources;
  /**
   * The port of `/metrics`, `/healthz` and `/readyz`. It is 1024 or more, as the container has no privileges.
   *
   * @default 8080
   */
  readonly metricsPort?: number;
  /**
   * Make a ServiceMonitor, by which the Prometheus operator finds the metrics. Its CRD must be there.
   *
   * @default false
   */
  readonly serviceMonitor?: boolean;
  /**
   * Have the API server refuse what the watcher has no business to change. Its Role lets it patch Applications, for two
   * labels and an annotation, and no Role can tell these from the spec: a ValidatingAdmissionPolicy can. Leave it out for
   * clusters before Kubernetes 1.30, and where whoever installs the watcher may not make one.
   *
   * @default true
   */
  readonly admissionPolicy?: boolean;
  /**
   * Also lower Applications in the cluster: it runs `fluxapp controller --status` then. Its account may make, change and
   * delete what Applications are lowered to, and a second ValidatingAdmissionPolicy keeps it to what it has made. It does
   * not go with `selector`.
   *
   * @default - it writes the status alone
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
   * The taints of nodes that the watcher puts up with.
   *
   * @default - none
   */
  readonly tolerations?: readonly WatcherToleration[];
}

/** Which Applications are lowered in the cluster, and what they may ask for. */
export interface LoweringProps {
  /**
   * Also lower Applications that do not ask for it, unless somebody else has marked them.
   *
   * @default false
   */
  readonly all?: boolean;
  /**
   * The ServiceAccount of targets on the host that name none, in the namespace of their Application.
   *
   * @default - such a target is refused, as Flux would deliver it with its own rights
   */
  readonly defaultServiceAccount?: string;
  /**
   * Namespaces whose targets on the host may have the rights of Flux.
   *
   * @default - none
   */
  readonly trustedNamespaces?: readonly string[];
  /**
   * Whether Applications may use sources of other namespaces.
   *
   * @default false
   */
  readonly allowCrossNamespaceSources?: boolean;
}

/** How much it says: what is at least as grave as this. */
export type WatcherLogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Quantities by resource, such as `{ cpu: '50m', memory: '128Mi' }`. */
export type WatcherQuantities = Readonly<Record<string, string | number>>;

/** What a container asks for, and may use. */
export interface WatcherResources {
  /** @default - the limits */
  readonly requests?: WatcherQuantities;
  /** @default - none */
  readonly limits?: WatcherQuantities;
}

/** A toleration of Kubernetes, field for field. */
export interface WatcherToleration {
  /** @default - every taint */
  readonly key?: string;
  /** @default 'Equal' */
  readonly operator?: 'Equal' | 'Exists';
  /** @default - none */
  readonly value?: string;
  /** @default - every effect */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /** @default - for ever */
  readonly tolerationSeconds?: number;
}
