/**
 * Properties that are common to the watcher and the page: the image, the names of objects, and the placement of Pods.
 */
export interface FluxAppDeploymentProps {
  /**
   * The image, such as `registry.example.com/fluxapp:0.1.0`. None is published: build it with the Dockerfile of this
   * project, for your own registry.
   */
  readonly image: string;
  /**
   * The names of the Secrets with credentials for the registry of the image.
   *
   * @default - none
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * The name of its objects: a DNS label that begins with a letter. Cluster-scoped objects have the name
   * `fluxapp-watcher.<namespace>.<name>` or `fluxapp-ui.<namespace>.<name>`.
   *
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * The namespace that it runs in, a DNS label.
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
   * The requests and limits of the container. They replace the default completely.
   *
   * @default - requests of 50m CPU and 192Mi, a limit of 512Mi, and no CPU limit: bursts are short, and a throttled
   * container is late
   */
  readonly resources?: ContainerResources;
  /**
   * The labels that a node must have.
   *
   * @default - none
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * The taints of nodes that its Pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: readonly PodToleration[];
}

/** Quantities by resource, such as `{ cpu: '50m', memory: '128Mi' }`. */
export type ResourceQuantities = Readonly<Record<string, string | number>>;

/** The requests and limits of a container. */
export interface ContainerResources {
  /** @default - the limits */
  readonly requests?: ResourceQuantities;
  /** @default - none */
  readonly limits?: ResourceQuantities;
}

/** A toleration, with the fields of Kubernetes. */
export interface PodToleration {
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
