import type { TargetDestination } from '../../imports/gitops.kubesphere.io';
import { formatProblem, labelsProblems } from '../clusters';
import { redacted } from '../diagnostics';
import { kindOf } from '../json';
import { dnsSubdomainProblem } from '../kubernetes';

const CLUSTER = Symbol.for('cdk8s-fluxapp.Cluster');

/** Whether a value is a Cluster, from this copy of the package or another one. */
export function isCluster(value: unknown): value is Cluster {
  return typeof value === 'object' && value !== null && CLUSTER in value;
}

/** Options of every cluster. */
export interface LabelOptions {
  /**
   * The labels of the cluster, such as `{ stage: 'prod', region: 'eu' }`. They select clusters, and are not written to
   * any object. Keys and values follow the rules of Kubernetes labels.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Options of a member with a kubeconfig Secret. */
export interface MemberOptions extends LabelOptions {
  /**
   * The name of the Secret, a DNS subdomain, in the namespace of every application that uses the cluster. Names of
   * objects and KEYs are built from it, so you can change the name of the cluster at any time.
   *
   * @default - the name of the cluster
   */
  readonly secretName?: string;
  /**
   * The key in the Secret that holds the kubeconfig.
   *
   * @default - Flux's default, `value`
   */
  readonly key?: string;
}

/** Options of a member with a ConfigMap instead of a kubeconfig Secret. */
export interface ConfigMapMemberOptions extends LabelOptions {
  /**
   * The name of the ConfigMap, a DNS subdomain, in the namespace of every application that uses the cluster. Names of
   * objects and KEYs are built from it, so you can change the name of the cluster at any time.
   *
   * @default - the name of the cluster
   */
  readonly configMapName?: string;
}

/**
 * A cluster from Flux's point of view: the host, which runs Flux, or a member, which Flux reaches through a Secret or
 * ConfigMap in the namespace of the application.
 *
 * @example
 *
 *   const eu = Cluster.member('eu-1', { labels: { stage: 'prod' } });
 *   const destination = eu.namespace('web');
 */
export class Cluster {
  /**
   * The host: the cluster that runs Flux.
   *
   * @throws if a label is invalid in Kubernetes
   */
  static host(options: LabelOptions = {}): Cluster {
    return new Cluster('host', undefined, options);
  }

  /**
   * A member cluster, reached by the kubeconfig in a Secret.
   *
   * @param name the name of the cluster, and of its Secret unless `secretName` is set
   * @throws if the name differs from the Secret's and is not a DNS subdomain, or if a label is invalid in Kubernetes
   */
  static member(name: string, options: MemberOptions = {}): Cluster {
    const secretName = options?.secretName ?? name;
    const key = options?.key ?? undefined;
    const secretRef = key === undefined ? { name: secretName } : { name: secretName, key };
    return new Cluster(givenName(name, secretName), { secretRef }, options);
  }

  /**
   * A member cluster that Flux reaches without a stored credential, by the provider and address in a ConfigMap.
   *
   * @param name the name of the cluster, and of its ConfigMap unless `configMapName` is set
   * @throws if the name differs from the ConfigMap's and is not a DNS subdomain, or if a label is invalid in Kubernetes
   */
  static memberFromConfigMap(name: string, options: ConfigMapMemberOptions = {}): Cluster {
    const configMapName = options?.configMapName ?? name;
    return new Cluster(givenName(name, configMapName), { configMapRef: { name: configMapName } }, options);
  }

  /**
   * A member cluster created by Cluster API, which writes the kubeconfig to the Secret `<name>-kubeconfig`, under the
   * key `value`.
   *
   * @param name the name of the Cluster object of Cluster API
   * @throws if the name is not a DNS subdomain, or if a label is invalid in Kubernetes
   */
  static capi(name: string, options: LabelOptions = {}): Cluster {
    return Cluster.member(name, { ...options, secretName: `${name}-kubeconfig` });
  }

  /** The name of the cluster in messages and in the status; `host` for the host. */
  readonly name: string;
  /** The labels of the cluster. */
  readonly labels: Readonly<Record<string, string>>;
  /** How Flux reaches the cluster, in the format of `spec.kubeConfig`. Absent for the host. */
  readonly kubeConfig?: TargetDestination['kubeConfig'];

  private constructor(name: string, kubeConfig: TargetDestination['kubeConfig'], options: LabelOptions) {
    Object.defineProperty(this, CLUSTER, { value: true });
    this.name = name;
    this.labels = checkedLabels(name, options?.labels ?? undefined);
    this.kubeConfig = kubeConfig;
  }

  /** A namespace of this cluster, as the destination of a target. */
  namespace(namespace: string): NamespaceDestination {
    return { cluster: this, namespace };
  }

  /** This cluster as the destination of a Kustomization whose objects specify their own namespaces. */
  allNamespaces(): Destination {
    return { cluster: this };
  }
}

/** The destination of a target: a cluster, and usually a namespace in it. */
export interface Destination {
  /** The cluster. */
  readonly cluster: Cluster;
  /** The namespace in the cluster, a DNS label. If absent, the manifests specify it. */
  readonly namespace?: string;
}

/** A namespace of a cluster: the destination of a Helm release. */
export interface NamespaceDestination extends Destination {
  /** The namespace that the release is installed in, a DNS label. */
  readonly namespace: string;
}

/**
 * A cluster name that differs from the name of its object must be a valid object name; validation checks the latter.
 */
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
