import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { objectFootprint } from '../application';
import {
  checkWatcherProps,
  type FluxApplicationWatcherProps,
  settingsOf,
  type WatcherManifest,
  type WatcherSettings,
  watcherManifests,
} from '../install';
import { attachDiagnostics } from './attach-diagnostics';
import { ConflictRegistry } from './conflict-registry';
import { ManifestObject } from './synth';

/**
 * Runs `fluxapp watch` in the cluster: it writes onto every Application how it stands on its targets.
 *
 * Its account can read Applications and what Flux makes of them, and write their status, two labels and an annotation. It
 * can read no Secret, and change no spec. For what is not a prop, every object is there for `addJsonPatch()`.
 */
export class FluxApplicationWatcher extends Construct {
  /** The account that the watcher is to the API server. */
  readonly serviceAccount: ApiObject;
  /** What it may do: a ClusterRole, or with `watchNamespace` a Role in that namespace. */
  readonly role: ApiObject;
  /** The ClusterRoleBinding or RoleBinding of that. */
  readonly roleBinding: ApiObject;
  /** What it may do with Leases. Only of two replicas. */
  readonly leaseRole?: ApiObject;
  /** The RoleBinding of that. */
  readonly leaseRoleBinding?: ApiObject;
  /** The ValidatingAdmissionPolicy that keeps it from changing a spec. */
  readonly admissionPolicy?: ApiObject;
  /** What puts the policy in force. */
  readonly admissionPolicyBinding?: ApiObject;
  /** The Deployment that runs it. */
  readonly deployment: ApiObject;
  /** Where its metrics are. */
  readonly service: ApiObject;
  /** Only where it was asked for. */
  readonly serviceMonitor?: ApiObject;
  /** Only of two replicas. */
  readonly disruptionBudget?: ApiObject;

  private readonly settings: WatcherSettings;

  constructor(scope: Construct, id: string, props: FluxApplicationWatcherProps) {
    super(scope, id);
    const name = props?.name ?? id;
    const namespace = props?.namespace ?? Chart.of(this).namespace;
    this.settings = settingsOf(props ?? {}, String(name), String(namespace));
    const { settings } = this;
    const made = watcherManifests(settings);
    this.serviceAccount = this.add('ServiceAccount', made.serviceAccount);
    this.role = this.add('Role', made.role);
    this.roleBinding = this.add('RoleBinding', made.roleBinding);
    this.leaseRole = this.addOptional('LeaseRole', made.leaseRole);
    this.leaseRoleBinding = this.addOptional('LeaseRoleBinding', made.leaseRoleBinding);
    this.admissionPolicy = this.addOptional('AdmissionPolicy', made.admissionPolicy);
    this.admissionPolicyBinding = this.addOptional('AdmissionPolicyBinding', made.admissionPolicyBinding);
    this.deployment = this.add('Resource', made.deployment);
    this.service = this.add('Service', made.service);
    this.serviceMonitor = this.addOptional('ServiceMonitor', made.serviceMonitor);
    this.disruptionBudget = this.addOptional('PodDisruptionBudget', made.disruptionBudget);

    const problems = checkWatcherProps(props, name, namespace);
    const conflicts = ConflictRegistry.of(this).add(() =>
      problems.length > 0 ? undefined : objectFootprint('FluxApplicationWatcher', settings, ['name']),
    );
    attachDiagnostics(this, () => [...problems, ...conflicts()]);
  }

  private add(id: string, { apiVersion, kind, name, namespace, body }: WatcherManifest): ApiObject {
    const { labels } = this.settings;
    return new ManifestObject(this, id, {
      ...{ apiVersion, kind },
      metadata: { name, namespace, labels },
      manifest: body,
      clusterScoped: namespace === undefined,
    });
  }

  private addOptional(id: string, manifest: WatcherManifest | undefined): ApiObject | undefined {
    return manifest && this.add(id, manifest);
  }
}
