import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { objectFootprint } from '../application';
import { checkUiProps, type FluxApplicationUiProps, type InstallManifest, uiManifests, uiSettingsOf } from '../install';
import { attachDiagnostics } from './attach-diagnostics';
import { ConflictRegistry } from './conflict-registry';
import { addInstalled } from './installed-object';

/**
 * Serves the page of `fluxapp ui` in the cluster, which shows the states of Applications and their targets. The page
 * cannot pause targets or save changes. Its service account can only list and watch Applications and their Flux
 * objects. It cannot read Secrets.
 *
 * The page has no login: everyone who can reach it can read it. Therefore a NetworkPolicy admits only
 * `kubectl port-forward`, or the namespace of your own proxy. Use `addJsonPatch()` on the objects for settings that are
 * not props.
 *
 * @example
 *
 *   new FluxApplicationUi(chart, 'fluxapp-ui', { image: 'registry.example.com/fluxapp:0.1.0' });
 */
export class FluxApplicationUi extends Construct {
  /** The ServiceAccount that the page uses to access the API server. */
  readonly serviceAccount: ApiObject;
  /** Its permissions: a ClusterRole, or with `watchNamespace` a Role in that namespace. */
  readonly role: ApiObject;
  /** The ClusterRoleBinding or RoleBinding of `role`. */
  readonly roleBinding: ApiObject;
  /** The NetworkPolicy that restricts access to the page. Absent only if `networkPolicy` is false. */
  readonly networkPolicy?: ApiObject;
  /** The Deployment that serves the page. */
  readonly deployment: ApiObject;
  /** The Service of the page, of type ClusterIP. */
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
