import type { TargetDestination } from '../../imports/gitops.kubesphere.io';
import { formatProblem, labelsProblems } from '../clusters';
import { redacted } from '../diagnostics';
import { kindOf } from '../json';
import { dnsSubdomainProblem } from '../kubernetes';

const CLUSTER = Symbol.for('cdk8s-fluxapp.Cluster');

/** Whether something is a Cluster, of this copy of the package or of another. */
export function isCluster(value: unknown): value is Cluster {
  return typeof value === 'object' && value !== null && CLUSTER in value;
}

/** Options of every cluster. */
export interface LabelOptions {
  /**
   * What the cluster is like, such as `{ stage: 'prod', region: 'eu' }`: labels select clusters. They are no part of any
   * object. Keys and values are those of Kubernetes' labels.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Options of a member that is reached by a kubeconfig Secret. */
export interface MemberOptions extends LabelOptions {
  /**
   * The name of the Secret, in the namespace of every application that uses the cluster. Names of objects and KEYs are made
   * of it, so that a cluster can be given another name at any time.
   *
   * @default - the name of the cluster
   */
  readonly secretName?: string;
  /**
   * The key of the Secret that holds the kubeconfig.
   *
   * @default - Flux's default, `value`
   */
  readonly key?: string;
}

/** Options of a member that is reached by a ConfigMap. */
export interface ConfigMapMemberOptions extends LabelOptions {
  /**
   * The name of the ConfigMap, in the namespace of every application that uses the cluster. Names of objects and KEYs are
   * made of it, so that a cluster can be given another name at any time.
   *
   * @default - the name of the cluster
   */
  readonly configMapName?: string;
}

/**
 * A cluster as Flux sees it: the one it runs in, or a member that it reaches through an object in the namespace of the
 * application.
 */
export class Cluster {
  /**
   * The cluster that Flux itself runs in.
   *
   * @throws if a label is not one of Kubernetes
   */
  static host(options: LabelOptions = {}): Cluster {
    return new Cluster('host', undefined, options);
  }

  /**
   * A member that is reached by the kubeconfig in a Secret.
   *
   * @param name of the cluster. Without `secretName` it is the name of the Secret as well
   * @throws if the name differs from the Secret's and is no name of an object, or if a label is not one of Kubernetes
   */
  static member(name: string, options: MemberOptions = {}): Cluster {
    const secretName = options?.secretName ?? name;
    const key = options?.key ?? undefined;
    const secretRef = key === undefined ? { name: secretName } : { name: secretName, key };
    return new Cluster(givenName(name, secretName), { secretRef }, options);
  }

  /**
   * A member that is reached without a stored credential, by what a ConfigMap says of its provider and address.
   *
   * @param name of the cluster. Without `configMapName` it is the name of the ConfigMap as well
   * @throws if the name differs from the ConfigMap's and is no name of an object, or if a label is not one of Kubernetes
   */
  static memberFromConfigMap(name: string, options: ConfigMapMemberOptions = {}): Cluster {
    const configMapName = options?.configMapName ?? name;
    return new Cluster(givenName(name, configMapName), { configMapRef: { name: configMapName } }, options);
  }

  /**
   * A member that Cluster API has made: it writes the kubeconfig into the Secret `<name>-kubeconfig`, under the key `value`.
   *
   * @param name of the Cluster of Cluster API
   * @throws if the name is no name of an object, or if a label is not one of Kubernetes
   */
  static capi(name: string, options: LabelOptions = {}): Cluster {
    return Cluster.member(name, { ...options, secretName: `${name}-kubeconfig` });
  }

  /** The name of the cluster in messages and in the status; `host` for the host. */
  readonly name: string;
  /** What it is like. */
  readonly labels: Readonly<Record<string, string>>;
  /** How Flux reaches it, as `spec.kubeConfig` says it. Absent for the host. */
  readonly kubeConfig?: TargetDestination['kubeConfig'];

  private constructor(name: string, kubeConfig: TargetDestination['kubeConfig'], options: LabelOptions) {
    Object.defineProperty(this, CLUSTER, { value: true });
    this.name = name;
    this.labels = checkedLabels(name, options?.labels ?? undefined);
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

/** A name that differs from its object's must be one of an object; validation checks that of the object. */
function givenName(name: unknown, objectName: string): string {
  if (name === objectName) return objectName;
  if (typeof name !== 'string') throw new Error(`Cluster: the name must be a string, got ${kindOf(name)}`);
  const problem = dnsSubdomainProblem(name);
  if (problem !== undefined) throw new Error(`Cluster ${redacted(name)}: the name ${problem}`);
  return name;
}

const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});

function checkedLabels(name: string, labels: unknown): Readonly<Record<string, string>> {
  if (labels === undefined) return NO_LABELS;
  const [problem] = labelsProblems(labels, ['labels']);
  if (problem !== undefined) throw new Error(`Cluster ${redacted(name)}: ${formatProblem(problem)}`);
  return Object.freeze({ ...(labels as Record<string, string>) });
}
