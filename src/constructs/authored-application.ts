import type { Application, ChartSpec, SourceRef } from '../../imports/gitops.kubesphere.io';
import type { HelmChart } from '../../imports/source.toolkit.fluxcd.io';
import { withoutAbsent } from '../lowering/absent';
import { type Footprint, footprintOf } from '../lowering/across';
import { lowerTemplate } from '../lowering/helm-chart';
import { type LoweredHelmRelease, lowerHelmRelease } from '../lowering/helm-release';
import { lowerKustomization } from '../lowering/kustomization';
import { releaseChart } from '../lowering/release-chart';
import { helmReleaseTargets, kustomizationTargets, type Target } from '../lowering/target';
import { validateApplication } from '../lowering/validate/application';
import { checkInlineSecrets, inOneWarning } from '../lowering/validate/inline-secrets';
import { isTelling } from '../lowering/validate/targets';
import { type Diagnostic, error, formatDiagnostic, hasErrors } from '../model/diagnostic';
import { show } from '../model/show';
import { checkNesting } from '../model/values/check';
import { splitNulls } from '../model/values/nulls';
import { applicationOf, contextOf, propsPath } from './application-of';
import { checkLayers } from './check-layers';
import { blameDefaults } from './defaults-paths';
import { destinationSpec, helmReleaseEntry, kustomizationEntry } from './entries';
import type { FluxApplicationProps, HelmReleaseProps, KustomizationProps } from './flux-application-props';
import type { IFluxApplication } from './i-flux-application';
import { resolved } from './resolved';
import { sourceRefOf } from './source';

const ignore = () => {};

/**
 * What an author's props come to: the Application, what is wrong with it, and what each target is lowered to. Objects are
 * made anew each time they are asked for, so that an application of many targets keeps no more than its props.
 */
export class AuthoredApplication {
  /** The kind of the objects that the targets get. */
  readonly releaseKind: 'HelmRelease' | 'Kustomization';
  /** The target of every entry of `deploy`; `undefined` for one whose destination cannot be read. */
  readonly targets: readonly (Target | undefined)[];

  /** What keeps the props from being walked through. With it they are not looked at any further. */
  private readonly endless: readonly Diagnostic[];
  private examined?: { readonly application: Application; readonly diagnostics: readonly Diagnostic[] };

  constructor(
    private readonly construct: IFluxApplication,
    private readonly props: FluxApplicationProps,
  ) {
    this.endless = checkNesting(props).map(({ path, message }) => error(path, message));
    this.releaseKind = props.helmRelease ? 'HelmRelease' : 'Kustomization';
    this.targets = this.targetsOf(props.helmRelease ?? props.kustomization);
  }

  /** All that is wrong with the Application by itself, in terms of the author's props. */
  get diagnostics(): readonly Diagnostic[] {
    return this.examine().diagnostics;
  }

  /**
   * The Application.
   *
   * @throws where it has errors, with all of them
   */
  application(): Application {
    const { application, diagnostics } = this.examine();
    if (!hasErrors(diagnostics)) return application;
    const errors = diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
    throw new Error(`the application is not valid:\n  ${errors.join('\n  ')}`);
  }

  /** What must not clash with other applications; `undefined` where the Application has errors of its own. */
  footprint(): Footprint | undefined {
    const { application, diagnostics } = this.examine();
    return hasErrors(diagnostics) ? undefined : footprintOf(application);
  }

  /** Diagnostics of the Application as diagnostics of what the author wrote. */
  inProps(diagnostics: readonly Diagnostic[]): Diagnostic[] {
    const { helmRelease, kustomization } = this.props;
    const field = helmRelease ? 'helmRelease' : 'kustomization';
    const inProps = diagnostics.map((diagnostic) => ({ ...diagnostic, path: propsPath(diagnostic.path, field) }));
    const config = helmRelease ?? kustomization;
    return config ? blameDefaults(inProps, field, config) : inProps;
  }

  /** The HelmChart that the chart is saved as. */
  template(): HelmChart {
    this.application();
    const { chart } = this.props.helmRelease as HelmReleaseProps;
    return lowerTemplate(this.construct, this.plain(chart as ChartSpec), this.sourceRef as SourceRef);
  }

  /** The HelmRelease of a target, and the ConfigMap with the nulls of its values. */
  helmRelease(target: Target, index: number): LoweredHelmRelease {
    this.application();
    const { defaults, deploy, template, chart, saveTemplate } = this.props.helmRelease as HelmReleaseProps;
    const context = contextOf('helmRelease', index, this.construct, this.targets, ignore);
    const entry = this.plain(helmReleaseEntry(context, defaults, deploy[index] as never));
    const config = { template: template?.name, chart: this.plain(chart) };
    const from = releaseChart(this.construct, config, this.sourceRef as SourceRef, saveTemplate === true);
    return lowerHelmRelease(this.construct, from, target, entry);
  }

  /** The Kustomization of a target. */
  kustomization(target: Target, index: number): object {
    this.application();
    const { defaults, deploy } = this.props.kustomization as KustomizationProps;
    const context = contextOf('kustomization', index, this.construct, this.targets, ignore);
    const entry = this.plain(kustomizationEntry(context, defaults, deploy[index] as never));
    return lowerKustomization(this.construct, this.sourceRef as SourceRef, target, entry);
  }

  /** Whether the values of a target hold nulls, as far as can be told before Lazy values are there. */
  hasNulls(index: number): boolean {
    const { helmRelease } = this.props;
    if (!helmRelease || this.endless.length > 0) return false;
    const context = contextOf('helmRelease', index, this.construct, this.targets, ignore);
    const { values } = helmReleaseEntry(context, helmRelease.defaults, helmRelease.deploy[index] as never);
    return values !== undefined && splitNulls(values).nulls !== undefined;
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
        ? helmReleaseTargets(this.construct, telling)
        : kustomizationTargets(this.construct, telling);
    return entries.map((entry) => targets[telling.indexOf(entry)]);
  }

  private get sourceRef(): SourceRef | undefined {
    const source = this.props.helmRelease?.source ?? this.props.kustomization?.source;
    return source && sourceRefOf(source);
  }

  /** Plain data: Lazy values and tokens resolved, without what counts as absent. */
  private plain<T>(value: T): T {
    return withoutAbsent(resolved(value, this.construct.application)) as T;
  }

  /** Props do not change: once is enough. */
  private examine() {
    this.examined ??= this.examineNow();
    return this.examined;
  }

  private examineNow() {
    if (this.endless.length > 0) return { application: {} as Application, diagnostics: this.endless };
    const problems: Diagnostic[] = [];
    const report = (problem: Diagnostic) => problems.push(problem);
    const application = this.plain(applicationOf(this.construct, this.props, this.targets, report));
    const found = validateApplication(application).filter((problem) => !isDecided(problem));
    const { helmRelease, kustomization } = this.props;
    const layers = helmRelease ? checkLayers('helmRelease', helmRelease) : checkLayers('kustomization', kustomization);
    const secrets = inOneWarning(this.inProps(checkInlineSecrets(application)));
    const diagnostics = this.inProps([...this.templateProblems(), ...problems, ...found]);
    return { application, diagnostics: [...layers, ...diagnostics, ...secrets] };
  }

  private templateProblems(): Diagnostic[] {
    const template = this.props.helmRelease?.template;
    const { namespace } = this.construct;
    if (template?.namespace === undefined || template.namespace === namespace) return [];
    const own = namespace === undefined ? 'none' : show(namespace);
    return [
      error(
        ['helmRelease', 'template'],
        `${show(template.name)} is in namespace ${show(template.namespace)}, the application in ${own}: a template is ` +
          'for the applications of its namespace; use source and chart, which may be of another one',
      ),
    ];
  }
}

/** Where Helm keeps a release is filled in here: where it is missing all the same, the author wants it so. */
function isDecided({ severity, path }: Diagnostic): boolean {
  return severity === 'warning' && path.at(-1) === 'storageNamespace';
}
