import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Target } from '../application';
import { APPLICATION_API_VERSION, SAVE_HELM_TEMPLATE } from '../application';
import { type Diagnostic, error } from '../diagnostics';
import { annotationsOf, labelsOf } from './application-of';
import { AuthoredApplication } from './authored-application';
import { type ExplainedValue, indexOfTarget } from './explain';
import { Fleet } from './fleet';
import type { FluxApplicationProps } from './flux-application-props';
import { FLUX_APPLICATION, type IFluxApplication, isFluxApplication } from './i-flux-application';
import { reportDiagnostics } from './report';
import { SavedTemplate } from './saved-template';
import { ManifestObject } from './synth';
import { ReleaseManifest, ValuesConfigMapManifest } from './target-manifests';

/**
 * One application on many clusters: an Application object, and for each of its deployment targets the HelmRelease or
 * Kustomization that delivers it.
 *
 * What is wrong with it is reported at synthesis, all of it together with what is wrong elsewhere, and nothing is
 * written then.
 */
export class FluxApplication extends Construct implements IFluxApplication {
  /** Whether something is a FluxApplication, of this copy of the package or of another. */
  static isFluxApplication(value: unknown): value is FluxApplication {
    return isFluxApplication(value);
  }

  /** The name of the Application. */
  readonly name: string;
  /** The namespace of the Application and of all that is made from it. Absent: whoever applies them decides. */
  readonly namespace?: string;
  /** The kind of the objects that its targets get. */
  readonly releaseKind: 'HelmRelease' | 'Kustomization';
  /** The Application object. */
  readonly application: ApiObject;
  /** The HelmRelease or Kustomization of every target, in the order of `deploy`. */
  readonly releases: readonly ApiObject[];
  /** The deployment targets, with the names that come of them, in the order of `deploy`. */
  readonly targets: readonly Target[];
  /** The template that the chart is saved as, for other applications. Absent without `saveTemplate`. */
  readonly template?: SavedTemplate;
  /** The ConfigMaps with the nulls of values, for those targets that have any. */
  readonly valuesConfigMaps: readonly ApiObject[];

  private readonly authored: AuthoredApplication;

  constructor(scope: Construct, id: string, given: FluxApplicationProps) {
    super(scope, id);
    const props = given ?? {};
    Object.defineProperty(this, FLUX_APPLICATION, { value: true });
    const metadata = props.metadata ?? {};
    this.name = String(metadata.name ?? id);
    this.namespace = metadata.namespace ?? Chart.of(this).namespace;
    this.authored = new AuthoredApplication(this, props);
    this.releaseKind = this.authored.releaseKind;
    this.targets = this.authored.targets.filter((target) => target !== undefined);
    this.application = new ManifestObject(this, 'Resource', {
      apiVersion: APPLICATION_API_VERSION,
      kind: 'Application',
      metadata: {
        ...metadata,
        name: this.name,
        labels: texts(labelsOf(this, props)),
        annotations: texts(annotationsOf(props)),
      },
      manifest: () => this.authored.application(),
      shared: () => this.authored.shared(),
    });
    if (this.authored.saves) {
      const head = { name: this.name, namespace: this.namespace };
      this.template = new SavedTemplate(this, 'Template', head, () => this.authored.template());
    }
    const { releases, valuesConfigMaps } = this.makeTargets();
    this.releases = releases;
    this.valuesConfigMaps = valuesConfigMaps;
    const clashes = Fleet.of(this).add(() => this.authored.footprint());
    reportDiagnostics(this, () => [
      ...this.authored.diagnostics,
      ...this.authored.inProps(clashes()),
      ...this.checkAddedLabel(),
    ]);
  }

  /**
   * Where the values of a target come from: every leaf of its merged values, in their order, with the layer that has the
   * last word on it. A list that replaces another is its layer's with all its items; one that `set` changes an item of
   * keeps the layers of the others. Empty for a target without values, and for manifests.
   *
   * A Lazy is asked for its value, so call this when what it depends on is there.
   *
   * @param target its index in `deploy`, its KEY, or the target itself
   * @throws where there is no such target, or its values cannot be made
   */
  explain(target: number | string | Target): readonly ExplainedValue[] {
    return this.authored.explain(indexOfTarget(this.authored.targets, target));
  }

  /** A label that is added to the object comes too late for the template that it asks for. */
  private checkAddedLabel(): Diagnostic[] {
    if ((this.application.metadata.getLabel(SAVE_HELM_TEMPLATE) === 'true') === this.authored.saves) return [];
    const path = ['metadata', 'labels', SAVE_HELM_TEMPLATE];
    return [error(path, 'must be known when the application is made: set saveTemplate instead of the label')];
  }

  /** The objects of every target, in the order in which lowering gives them. */
  private makeTargets(): { readonly releases: ApiObject[]; readonly valuesConfigMaps: ApiObject[] } {
    const releases: ApiObject[] = [];
    const valuesConfigMaps: ApiObject[] = [];
    const made = new Set<string>();
    this.authored.targets.forEach((target, index) => {
      if (target === undefined || made.has(target.objectName)) return; // validation says what is wrong
      made.add(target.objectName);
      if (this.authored.hasNulls(index)) {
        // the id is no name: another release may be called as this ConfigMap is
        const props = new ValuesConfigMapManifest(this.authored, index);
        valuesConfigMaps.push(new ManifestObject(this, `values:${target.objectName}`, props));
      }
      releases.push(new ManifestObject(this, target.objectName, new ReleaseManifest(this.authored, index)));
    });
    return { releases, valuesConfigMaps };
  }
}

/** What is known already; what a Lazy gives is asked for once, when the Application is made. */
function texts(map: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
