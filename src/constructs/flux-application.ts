import { type ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { chartBuildOf, type DeploymentTarget, SAVE_HELM_TEMPLATE } from '../application';
import { type Diagnostic, error, hasErrors } from '../diagnostics';
import { APPLICATION } from '../kubernetes';
import { attachDiagnostics } from './attach-diagnostics';
import { AuthoredApplication, annotationsOf, labelsOf } from './authoring';
import { shareContents } from './chart-contents';
import { ConflictRegistry } from './conflict-registry';
import { inProps } from './examine';
import { explainTarget, indexOfTarget } from './explain';
import type { ExplainedValue } from './explained-value';
import type { FluxApplicationProps } from './flux-application-props';
import { SavedTemplate } from './helm-template';
import { FLUX_APPLICATION, type IFluxApplication, isFluxApplication } from './i-flux-application';
import { ApplicationLowering, ChartOfWaves, ReleaseManifest, ValuesConfigMapManifest, WaveGates } from './lower';
import { ManifestObject } from './synth';
import type { ValuesMap } from './values-map';

/**
 * One application on many clusters: an Application object, and for each of its deployment targets the HelmRelease or
 * Kustomization that delivers it.
 *
 * Errors are reported at synthesis, together with those of all other constructs, and then nothing is written.
 *
 * @typeParam Values the values of the chart; see {@link FluxApplicationProps}
 *
 * @example
 *
 *   new FluxApplication(chart, 'web', {
 *     helmRelease: {
 *       source: HelmRepository.fromName(chart, 'charts', 'charts'),
 *       chart: { chart: 'podinfo', version: '6.9.0' },
 *       defaults: { values: { replicaCount: 1 } },
 *       deploy: [
 *         { destination: Cluster.host().namespace('web') },
 *         { destination: Cluster.member('eu-1').namespace('web'), values: { replicaCount: 3 } },
 *       ],
 *     },
 *   });
 */
export class FluxApplication<Values extends ValuesMap = ValuesMap> extends Construct implements IFluxApplication {
  /** Whether a value is a FluxApplication, from this copy of the package or another one. */
  static isFluxApplication(value: unknown): value is FluxApplication {
    return isFluxApplication(value);
  }

  /** The name of the Application: a DNS subdomain of at most 63 characters. */
  readonly name: string;
  /** The namespace of the Application and its Flux objects, a DNS label. If absent, the applier decides. */
  readonly namespace?: string;
  /** The kind of the Flux objects of its targets. */
  readonly releaseKind: 'HelmRelease' | 'Kustomization';
  /** The Application object. With `applicationFormat: 'none'` it is not part of the construct tree, and not written. */
  readonly application: ApiObject;
  /** The HelmRelease or Kustomization of every target, in the order of `deploy`. */
  readonly releases: readonly ApiObject[];
  /** The deployment targets with their names, in the order of `deploy`. */
  readonly targets: readonly DeploymentTarget[];
  /** The chart, saved as a template for other applications. Absent without `saveTemplate`. */
  readonly template?: SavedTemplate;
  /** The ConfigMaps with the nulls of values: one for each target that has nulls. */
  readonly valuesConfigMaps: readonly ApiObject[];

  private readonly authored: AuthoredApplication;

  constructor(scope: Construct, id: string, given: FluxApplicationProps<Values>) {
    super(scope, id);
    const props: FluxApplicationProps = given ?? {};
    Object.defineProperty(this, FLUX_APPLICATION, { value: true });
    const metadata = props.metadata ?? {};
    this.name = String(metadata.name ?? id);
    this.namespace = metadata.namespace ?? Chart.of(this).namespace;
    this.authored = new AuthoredApplication(this, props);
    const lowering = new ApplicationLowering(this.authored);
    this.releaseKind = this.authored.releaseKind;
    this.targets = this.authored.targets.filter((target) => target !== undefined);
    this.application = new ManifestObject(this.authored.format === 'none' ? outsideOf(this) : this, 'Resource', {
      apiVersion: APPLICATION.apiVersion,
      kind: 'Application',
      metadata: {
        ...metadata,
        name: this.name,
        labels: texts(labelsOf(this, props)),
        annotations: texts(annotationsOf(props, this.authored)),
      },
      manifest: () => lowering.application(),
      shared: () => lowering.shared(),
    });
    if (this.authored.savesTemplate) {
      const head = { name: this.name, namespace: this.namespace };
      this.template = new SavedTemplate(this, 'Template', head, () => lowering.template());
      const { chart, source } = props.helmRelease ?? {};
      if (chart) shareContents(this.template, chart, () => chartBuildOf({ ...lowering.template().spec }, source?.kind));
    }
    const { chartOfWaves: name } = this.authored;
    const chartOfWaves =
      name === undefined ? undefined : new ChartOfWaves({ name, namespace: this.namespace }, this, lowering);
    const { releases, valuesConfigMaps } = this.addTargets(lowering);
    this.releases = releases;
    this.valuesConfigMaps = valuesConfigMaps;
    const conflicts = ConflictRegistry.of(this).add(() => lowering.footprint());
    attachDiagnostics(
      this,
      () => [
        ...lowering.diagnostics,
        ...inProps(this.authored, conflicts()),
        ...this.checkAddedLabel(),
        ...(chartOfWaves && !hasErrors(lowering.diagnostics) ? chartOfWaves.checkPatches() : []),
      ],
      this.targets,
    );
  }

  /**
   * Explains where the values of a target come from: every leaf of its merged values, in order, with the highest layer
   * that sets it. A list that replaces another belongs to its layer with all its items; if `set` changes an item, the
   * other items keep their layers. Empty for a target without values, and for manifests.
   *
   * Before these, the result lists the values from ConfigMaps and Secrets of this app in `valuesFrom`, with the layer
   * that overrides them: all `values`, including those of the defaults, override `valuesFrom`.
   *
   * Lazy values are resolved: call it when the values that they depend on are known.
   *
   * @param target its index in `deploy`, its KEY, or the target itself
   * @throws if there is no such target, or its values cannot be computed
   */
  explain(target: number | string | DeploymentTarget): readonly ExplainedValue[] {
    return explainTarget(this.authored, indexOfTarget(this.authored.targets, target));
  }

  /** The label that saves the chart as a template has no effect if it is added to the object later. */
  private checkAddedLabel(): Diagnostic[] {
    if ((this.application.metadata.getLabel(SAVE_HELM_TEMPLATE) === 'true') === this.authored.savesTemplate) return [];
    const path = ['metadata', 'labels', SAVE_HELM_TEMPLATE];
    return [
      error(
        'known-too-late',
        path,
        'must be known when the construct is created: set saveTemplate instead of the label',
      ),
    ];
  }

  /** Adds the objects of every target, in the order of `lower()`. */
  private addTargets(lowering: ApplicationLowering): {
    readonly releases: ApiObject[];
    readonly valuesConfigMaps: ApiObject[];
  } {
    const releases: ManifestObject[] = [];
    const valuesConfigMaps: ManifestObject[] = [];
    const names = new Set<string>();
    const { rollout } = this.authored.waves;
    const gates = rollout && new WaveGates(lowering, rollout);
    this.authored.targets.forEach((target, index) => {
      if (target === undefined || names.has(target.objectName)) return; // validation reports the error
      names.add(target.objectName);
      if (this.authored.targetsWithNulls.has(index)) {
        // the id differs from the name, because a release may have the name of this ConfigMap
        const props = new ValuesConfigMapManifest(lowering, index);
        valuesConfigMaps.push(new ManifestObject(this, `values:${target.objectName}`, props));
      }
      const release = new ManifestObject(this, target.objectName, new ReleaseManifest(lowering, index, gates));
      releases.push(release);
      const values = this.authored.targetsWithNulls.has(index) ? valuesConfigMaps.slice(-1) : [];
      gates?.add(index, [...values, release]);
    });
    return { releases, valuesConfigMaps };
  }
}

/** A scope that is not written, but otherwise like the scope of a construct. */
function outsideOf(construct: Construct): Construct {
  const { namespace, labels } = Chart.of(construct);
  const app = new App({ resolvers: App.of(construct).resolvers });
  return new Construct(new Chart(app, 'unwritten', { namespace, labels }), construct.node.id);
}

/** The entries that are already known. A Lazy is resolved once, when the Application is built. */
function texts(map: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
