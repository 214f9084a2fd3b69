import type { TargetDestination } from '../../imports/gitops.kubesphere.io';

const CLUSTER = Symbol.for('cdk8s-fluxapp.Cluster');

/** Whether something is a Cluster, of this copy of the package or of another. */
export function isCluster(value: unknown): value is Cluster {
  return typeof value === 'object' && value !== null && CLUSTER in value;
}

/** Options of a member that is reached by a kubeconfig Secret. */
export interface MemberOptions {
  /**
   * The key of the Secret that holds the kubeconfig.
   *
   * @default - Flux's default, `value`
   */
  readonly key?: string;
}

/**
 * A cluster as Flux sees it: the one it runs in, or a member that it reaches through an object in the namespace of the
 * application.
 */
export class Cluster {
  /** The cluster that Flux itself runs in. */
  static host(): Cluster {
    return new Cluster('host', undefined);
  }

  /**
   * A member that is reached by the kubeconfig in a Secret.
   *
   * @param secretName the name of the Secret, in the namespace of every application that uses the cluster; it is what
   * the cluster is called in names and in the status
   */
  static member(secretName: string, options: MemberOptions = {}): Cluster {
    const secretRef =
      (options?.key ?? undefined) === undefined ? { name: secretName } : { name: secretName, key: options.key };
    return new Cluster(secretName, { secretRef });
  }

  /**
   * A member that is reached without a stored credential, by what a ConfigMap says of its provider and address.
   *
   * @param configMapName the name of the ConfigMap, in the namespace of every application that uses the cluster; it is
   * what the cluster is called in names and in the status
   */
  static memberFromConfigMap(configMapName: string): Cluster {
    return new Cluster(configMapName, { configMapRef: { name: configMapName } });
  }

  /** What the cluster is called: the name of its Secret or ConfigMap, or `host`. */
  readonly name: string;
  /** How Flux reaches it, as `spec.kubeConfig` says it. Absent for the host. */
  readonly kubeConfig?: TargetDestination['kubeConfig'];

  private constructor(name: string, kubeConfig: TargetDestination['kubeConfig']) {
    Object.defineProperty(this, CLUSTER, { value: true });
    this.name = name;
    this.kubeConfig = kubeConfig;
  }

  /** A namespace of this cluster, as a deployment target. */
  namespace(namespace: string): NamespaceDestination {
    return { cluster: this, namespace };
  }

  /** This cluster as a deployment target of a Kustomization whose objects name their own namespaces. */
  allNamespaces(): Destination {
    return { cluster: this };
  }
}

/** Where something is deployed to: a cluster, and mostly a namespace in it. */
export interface Destination {
  /** The cluster. */
  readonly cluster: Cluster;
  /** The namespace in it. Absent: whatever the manifests say. */
  readonly namespace?: string;
}

/** A namespace of a cluster: where a Helm release goes. */
export interface NamespaceDestination extends Destination {
  /** The namespace that the release is installed in. */
  readonly namespace: string;
}
