import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Application, ChartSpec, SourceRef } from '../../imports/gitops.kubesphere.io';
import { withoutAbsent } from '../lowering/absent';
import { footprintOf } from '../lowering/across';
import { lowerTemplate } from '../lowering/helm-chart';
import { type LoweredHelmRelease, lowerHelmRelease } from '../lowering/helm-release';
import { lowerKustomization } from '../lowering/kustomization';
import { releaseChart } from '../lowering/lower';
import { helmReleaseTargets, kustomizationTargets, type Target } from '../lowering/target';
import { validateApplication } from '../lowering/validate/application';
import { isTelling } from '../lowering/validate/targets';
import { valuesConfigMapName } from '../lowering/values-config-map';
import { type Diagnostic, error, formatDiagnostic, hasErrors } from '../model/diagnostic';
import { APPLICATION_API_VERSION, HELM_RELEASE_API_VERSION, KUSTOMIZATION_API_VERSION } from '../model/gitops';
import { show } from '../model/show';
import { splitNulls } from '../model/values/nulls';
import { applicationOf, contextOf, propsPath } from './application-of';
import { blameDefaults } from './defaults-paths';
import { destinationSpec, helmReleaseEntry, kustomizationEntry } from './entries';
import { Fleet } from './fleet';
import type { FluxApplicationProps, HelmReleaseProps, KustomizationProps } from './flux-application-props';
import type { IHelmTemplate } from './helm-template';
import { FLUX_APPLICATION, isFluxApplication } from './is-flux-application';
import { ManifestObject } from './manifest-object';
import { reportDiagnostics } from './report';
import { resolved } from './resolved';
import { SavedTemplate } from './saved-template';
import { sourceRefOf } from './source';

const ignore = () => {};

/**
 * One application on many clusters: an Application object, and for each of its deployment targets the HelmRelease or
 * Kustomization that delivers it.
 *
 * What is wrong with it is reported at synthesis, all of it together with what is wrong elsewhere, and nothing is
 * written then.
 */
export class FluxApplication extends Construct {
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
  readonly template?: IHelmTemplate;

  private readonly props: FluxApplicationProps;
  /** The target of every entry of `deploy`; `undefined` for one whose destination cannot be read. */
  private readonly entryTargets: readonly (Target | undefined)[];
  private diagnosed?: { readonly diagnostics: readonly Diagnostic[]; readonly application: Application };

  constructor(scope: Construct, id: string, props: FluxApplicationProps) {
    super(scope, id);
    Object.defineProperty(this, FLUX_APPLICATION, { value: true });
    const { metadata = {}, helmRelease, kustomization } = props;
    this.props = props;
    this.name = metadata.name ?? id;
    this.namespace = metadata.namespace ?? Chart.of(this).namespace;
    this.releaseKind = helmRelease ? 'HelmRelease' : 'Kustomization';
    this.entryTargets = this.targetsOf(helmRelease ?? kustomization);
    this.targets = this.entryTargets.filter((target) => target !== undefined);
    this.application = new ManifestObject(this, 'Resource', {
      apiVersion: APPLICATION_API_VERSION,
      kind: 'Application',
      metadata: { ...metadata, name: this.name },
      manifest: () => this.validApplication(),
    });
    if (helmRelease?.saveTemplate && helmRelease.chart) {
      this.template = new SavedTemplate(this, 'Template', this.head, () => this.savedTemplate());
    }
    this.releases = this.makeReleases();
    const clashes = Fleet.of(this).add(() => (hasErrors(this.diagnose().diagnostics) ? undefined : this.footprint()));
    reportDiagnostics(this, () => [...this.diagnose().diagnostics, ...this.inProps(clashes())]);
  }

  private get head() {
    return { name: this.name, namespace: this.namespace };
  }

  private targetsOf(config: HelmReleaseProps | KustomizationProps | undefined): (Target | undefined)[] {
    const deploy: readonly unknown[] = Array.isArray(config?.deploy) ? config.deploy : [];
    const entries = (deploy as HelmReleaseProps['deploy']).map((own) => ({
      name: own?.name,
      destination: destinationSpec(own?.destination),
    }));
    const telling = entries.filter(isTelling);
    const targets =
      this.releaseKind === 'HelmRelease'
        ? helmReleaseTargets(this.head, telling)
        : kustomizationTargets(this.head, telling);
    return entries.map((entry) => targets[telling.indexOf(entry)]);
  }

  private makeReleases(): ApiObject[] {
    const made = new Set<string>();
    return this.entryTargets.flatMap((target, index) => {
      if (target === undefined || made.has(target.objectName)) return []; // validation says what is wrong
      made.add(target.objectName);
      if (this.hasNulls(index)) this.makeValuesConfigMap(target, index);
      return [
        new ManifestObject(this, target.objectName, {
          apiVersion: this.releaseKind === 'HelmRelease' ? HELM_RELEASE_API_VERSION : KUSTOMIZATION_API_VERSION,
          kind: this.releaseKind,
          metadata: { name: target.objectName, namespace: this.namespace },
          manifest: () => this.release(target, index),
        }),
      ];
    });
  }

  /** Whether the values of a target hold nulls, as far as can be told before Lazy values are there. */
  private hasNulls(index: number): boolean {
    const { helmRelease } = this.props;
    if (!helmRelease) return false;
    const context = contextOf('helmRelease', index, this, this.entryTargets, ignore);
    const { values } = helmReleaseEntry(context, helmRelease.defaults, helmRelease.deploy[index] as never);
    return values !== undefined && splitNulls(values).nulls !== undefined;
  }

  private makeValuesConfigMap(target: Target, index: number): void {
    const name = valuesConfigMapName(target.objectName);
    new ManifestObject(this, name, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: this.namespace },
      manifest: () => this.helmRelease(target, index).valuesConfigMap as object,
    });
  }

  private release(target: Target, index: number): object {
    this.validApplication();
    if (this.releaseKind === 'Kustomization') return this.kustomization(target, index);
    const { release, valuesConfigMap } = this.helmRelease(target, index);
    if (valuesConfigMap && this.node.tryFindChild(valuesConfigMap.metadata.name) === undefined) {
      throw new Error(
        `helmRelease.deploy[${index}].values: a Lazy holds a null: where there is one must be known when the ` +
          'application is made, as nulls are carried by an object of their own',
      );
    }
    return release;
  }

  private helmRelease(target: Target, index: number): LoweredHelmRelease {
    const { defaults, deploy, template, chart, saveTemplate } = this.props.helmRelease as HelmReleaseProps;
    const context = contextOf('helmRelease', index, this, this.entryTargets, ignore);
    const entry = this.plain(helmReleaseEntry(context, defaults, deploy[index] as never));
    const config = { template: template?.name, chart: this.plain(chart) };
    const from = releaseChart(this.head, config, this.sourceRef as SourceRef, saveTemplate === true);
    return lowerHelmRelease(this.head, from, target, entry);
  }

  private kustomization(target: Target, index: number): object {
    const { defaults, deploy } = this.props.kustomization as KustomizationProps;
    const context = contextOf('kustomization', index, this, this.entryTargets, ignore);
    const entry = this.plain(kustomizationEntry(context, defaults, deploy[index] as never));
    return lowerKustomization(this.head, this.sourceRef as SourceRef, target, entry);
  }

  private savedTemplate() {
    this.validApplication();
    return lowerTemplate(
      this.head,
      this.plain(this.props.helmRelease?.chart as ChartSpec),
      this.sourceRef as SourceRef,
    );
  }

  private get sourceRef(): SourceRef | undefined {
    const source = this.props.helmRelease?.source ?? this.props.kustomization?.source;
    return source && sourceRefOf(source);
  }

  /** Plain data: Lazy values and tokens resolved, without what counts as absent. */
  private plain<T>(value: T): T {
    return withoutAbsent(resolved(value, this.application)) as T;
  }

  private footprint() {
    return footprintOf(this.diagnose().application);
  }

  private validApplication(): Application {
    const { diagnostics, application } = this.diagnose();
    if (!hasErrors(diagnostics)) return application;
    const errors = diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
    throw new Error(`the application is not valid:\n  ${errors.join('\n  ')}`);
  }

  /** The Application, and all that is wrong with it by itself. Props do not change: once is enough. */
  private diagnose() {
    this.diagnosed ??= this.examine();
    return this.diagnosed;
  }

  private examine() {
    const problems: Diagnostic[] = [];
    const application = this.plain(
      applicationOf(this, this.props, this.entryTargets, (problem) => problems.push(problem)),
    );
    const found = validateApplication(application).filter((problem) => !isDecided(problem));
    const diagnostics = this.inProps([...this.templateProblems(), ...problems, ...found]);
    return { application, diagnostics };
  }

  private templateProblems(): Diagnostic[] {
    const template = this.props.helmRelease?.template;
    if (template?.namespace === undefined || template.namespace === this.namespace) return [];
    const own = this.namespace === undefined ? 'none' : show(this.namespace);
    return [
      error(
        ['helmRelease', 'template'],
        `${show(template.name)} is in namespace ${show(template.namespace)}, the application in ${own}: a template is ` +
          'for the applications of its namespace; use source and chart, which may be of another one',
      ),
    ];
  }

  /** Diagnostics of the Application as diagnostics of what the author wrote. */
  private inProps(diagnostics: readonly Diagnostic[]): Diagnostic[] {
    const { helmRelease, kustomization } = this.props;
    const field = helmRelease ? 'helmRelease' : 'kustomization';
    const inProps = diagnostics.map((diagnostic) => ({ ...diagnostic, path: propsPath(diagnostic.path, field) }));
    const config = helmRelease ?? kustomization;
    return config ? blameDefaults(inProps, field, config) : inProps;
  }
}

/** Where Helm keeps a release is filled in here: where it is missing all the same, the author wants it so. */
function isDecided({ severity, path }: Diagnostic): boolean {
  return severity === 'warning' && path.at(-1) === 'storageNamespace';
}
