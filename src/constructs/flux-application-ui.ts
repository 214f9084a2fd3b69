import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { objectFootprint } from '../application';
import { checkUiProps, type FluxApplicationUiProps, type InstallManifest, uiManifests, uiSettingsOf } from '../install';
import { attachDiagnostics } from './attach-diagnostics';
import { ConflictRegistry } from './conflict-registry';
import { addInstalled } from './installed-object';

/**
 * Serves the page of `fluxapp ui` in the cluster: the states of Applications and their targets. It pauses nothing and saves
 * nothing, and its account can only list and watch Applications and their Flux objects. It can read no
 * Secret.
 *
 * Nobody signs in: who reaches the page reads it. So a NetworkPolicy lets in `kubectl port-forward` alone, or the namespace
 * of a proxy of yours. For what is not a prop, every object is there for `addJsonPatch()`.
 *
 * @example
 *
 *   new FluxApplicationUi(chart, 'fluxapp-ui', { image: 'registry.example.com/fluxapp:0.1.0' });
 */
export class FluxApplicationUi extends Construct {
  /** The ServiceAccount that the page uses to access the API server. */
  readonly serviceAccount: ApiObject;
  /** What it may do: a ClusterRole, or with `watchNamespace` a Role in that namespace. */
  readonly role: ApiObject;
  /** The ClusterRoleBinding or RoleBinding of that. */
  readonly roleBinding: ApiObject;
  /** Who may ask for the page. Absent only where `networkPolicy` is false. */
  readonly networkPolicy?: ApiObject;
  /** The Deployment that runs it. */
  readonly deployment: ApiObject;
  /** Where the page is: a Service of type ClusterIP. */
  readonly service: ApiObject;

  constructor(scope: Construct, id: string, props: FluxApplicationUiProps) {
    super(scope, id);
    const name = props?.name ?? id;
    const namespace = props?.namespace ?? Chart.of(this).namespace;
    const settings = uiSettingsOf(props ?? {}, String(name), String(namespace));
    const made = uiManifests(settings);
    const add = (child: string, manifest: InstallManifest) => addInstalled(this, child, manifest, settings);
    this.serviceAccount = add('ServiceAccount', made.serviceAccount);
    this.role = add('Role', made.role);
    this.roleBinding = add('RoleBinding', made.roleBinding);
    this.networkPolicy = made.networkPolicy && add('NetworkPolicy', made.networkPolicy);
    this.deployment = add('Resource', made.deployment);
    this.service = add('Service', made.service);

    const problems = checkUiProps(props, name, namespace);
    const conflicts = ConflictRegistry.of(this).add(() =>
      problems.length > 0 ? undefined : objectFootprint('FluxApplicationUi', settings, ['name']),
    );
    attachDiagnostics(this, () => [...problems, ...conflicts()]);
  }
}
