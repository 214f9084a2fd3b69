import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { objectFootprint } from '../application';
import {
  checkWatcherProps,
  type FluxApplicationWatcherProps,
  type InstallManifest,
  settingsOf,
  type WatcherSettings,
  watcherManifests,
} from '../install';
import { attachDiagnostics } from './attach-diagnostics';
import { ConflictRegistry } from './conflict-registry';
import { addInstalled } from './installed-object';

/**
 * Runs `fluxapp watch` in the cluster: it writes the status of every Application. With `lowering`, it also creates the
 * objects that Applications are lowered to, like `fluxapp controller`.
 *
 * Its service account can read Applications and their Flux objects, and write the status, two labels and an annotation
 * of Applications. It cannot read Secrets or change a spec. Use `addJsonPatch()` on the objects for settings that are
 * not props.
 *
 * @example
 *
 *   new FluxApplicationWatcher(chart, 'watcher', {
 *     image: 'registry.example.com/fluxapp:0.1.0',
 *     replicas: 2,
 *   });
 */
export class FluxApplicationWatcher extends Construct {
  /** The service account of the watcher. */
  readonly serviceAccount: ApiObject;
  /** Its permissions: a ClusterRole, or with `watchNamespace` a Role in that namespace. */
  readonly role: ApiObject;
  /** The ClusterRoleBinding or RoleBinding of `role`. */
  readonly roleBinding: ApiObject;
  /** Its permissions outside of `watchNamespace`: a ClusterRole. Only with both `watchNamespace` and `lowering`. */
  readonly surroundingsRole?: ApiObject;
  /** The ClusterRoleBinding of `surroundingsRole`. */
  readonly surroundingsRoleBinding?: ApiObject;
  /** Its permissions on Leases. Only with two replicas, or `lowering`. */
  readonly leaseRole?: ApiObject;
  /** The RoleBinding of `leaseRole`. */
  readonly leaseRoleBinding?: ApiObject;
  /** The ValidatingAdmissionPolicy that prevents it from changing a spec. Absent with `admissionPolicy: false`. */
  readonly admissionPolicy?: ApiObject;
  /** The binding of the policy. Absent with `admissionPolicy: false`. */
  readonly admissionPolicyBinding?: ApiObject;
  /**
   * The ValidatingAdmissionPolicy that restricts it to the objects that it has created. Only with `lowering`, and absent
   * with `admissionPolicy: false`.
   */
  readonly objectPolicy?: ApiObject;
  /** The binding of `objectPolicy`. */
  readonly objectPolicyBinding?: ApiObject;
  /** The Deployment that runs the watcher. */
  readonly deployment: ApiObject;
  /** The Service for its metrics. */
  readonly service: ApiObject;
  /** The ServiceMonitor. Only with `serviceMonitor: true`. */
  readonly serviceMonitor?: ApiObject;
  /** The PodDisruptionBudget. Only with two replicas. */
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
    this.surroundingsRole = this.addOptional('SurroundingsRole', made.surroundingsRole);
    this.surroundingsRoleBinding = this.addOptional('SurroundingsRoleBinding', made.surroundingsRoleBinding);
    this.leaseRole = this.addOptional('LeaseRole', made.leaseRole);
    this.leaseRoleBinding = this.addOptional('LeaseRoleBinding', made.leaseRoleBinding);
    this.admissionPolicy = this.addOptional('AdmissionPolicy', made.admissionPolicy);
    this.admissionPolicyBinding = this.addOptional('AdmissionPolicyBinding', made.admissionPolicyBinding);
    this.objectPolicy = this.addOptional('ObjectPolicy', made.objectPolicy);
    this.objectPolicyBinding = this.addOptional('ObjectPolicyBinding', made.objectPolicyBinding);
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

  private add(id: string, manifest: InstallManifest): ApiObject {
    return addInstalled(this, id, manifest, this.settings);
  }

  private addOptional(id: string, manifest: InstallManifest | undefined): ApiObject | undefined {
    return manifest && this.add(id, manifest);
  }
}
