import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { objectFootprint } from '../../application';
import { attachDiagnostics } from '../attach-diagnostics';
import { ConflictRegistry } from '../conflict-registry';
import { ManifestObject } from '../synth';
import { admissionPolicy, admissionPolicyBinding } from './admission';
import { checkWatcherProps } from './check-props';
import { deployment } from './deployment';
import type { WatcherManifest } from './manifest';
import type { FluxApplicationWatcherProps } from './props';
import { bindingOf, leaseRole, serviceAccount, watcherRole } from './rbac';
import { disruptionBudget, service, serviceMonitor } from './service';
import { settingsOf, type WatcherSettings } from './settings';

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
    const role = watcherRole(settings);
    const ownLeaseRole = leaseRole(settings);
    const isGuarded = settings.admissionPolicy ?? true;

    // in the order in which they are of use: nothing may run before it is guarded
    this.serviceAccount = this.add('ServiceAccount', serviceAccount(settings));
    this.role = this.add('Role', role);
    this.roleBinding = this.add('RoleBinding', bindingOf(role, settings));
    this.leaseRole = this.addOptional('LeaseRole', ownLeaseRole);
    this.leaseRoleBinding = this.addOptional('LeaseRoleBinding', ownLeaseRole && bindingOf(ownLeaseRole, settings));
    this.admissionPolicy = this.addOptional('AdmissionPolicy', isGuarded ? admissionPolicy(settings) : undefined);
    this.admissionPolicyBinding = this.addOptional(
      'AdmissionPolicyBinding',
      isGuarded ? admissionPolicyBinding(settings) : undefined,
    );
    this.deployment = this.add('Resource', deployment(settings));
    this.service = this.add('Service', service(settings));
    this.serviceMonitor = this.addOptional('ServiceMonitor', serviceMonitor(settings));
    this.disruptionBudget = this.addOptional('PodDisruptionBudget', disruptionBudget(settings));

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
