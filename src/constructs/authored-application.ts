import type { Application, ApplicationConfig, ApplicationFluxApp } from '../../imports/gitops.kubesphere.io';
import type { HelmChart } from '../../imports/source.toolkit.fluxcd.io';
import {
  checkInlineSecrets,
  type Footprint,
  footprintOf,
  helmReleaseTargets,
  inOneWarning,
  isIdentifiable,
  kustomizationTargets,
  type LoweredTarget,
  type Plan,
  planOf,
  savedChart,
  type Target,
  validateApplication,
  withoutAbsent,
} from '../application';
import { type Diagnostic, error, formatDiagnostic, hasErrors, show } from '../diagnostics';
import type { Path, SharedParts } from '../json';
import { checkNesting, holdsNull, splitNulls } from '../values';
import { applicationOf, contextOf, labelsOf, propsPath } from './application-of';
import { blameDefaults } from './defaults-paths';
import { destinationSpec, helmReleaseEntry } from './entries';
import { type ExplainedValue, explainValues } from './explain';
import { Fleet } from './fleet';
import type {
  FluxApplicationProps,
  HelmReleaseDefaults,
  HelmReleaseProps,
  HelmReleaseTarget,
  KustomizationProps,
} from './flux-application-props';
import type { IFluxApplication } from './i-flux-application';
import { checkPropsShape } from './props-shape';
import { resolved } from './synth';

const ignore = () => {};

/** What is known of an Application once it was looked at. */
interface Examined {
  readonly diagnostics: readonly Diagnostic[];
  /** Absent: it is made again when it is written, as those of a large fleet take room, and comes out the same. */
  readonly application?: Application;
}

/**
 * What an author's props come to: the Application, what is wrong with it, and what each target is lowered to. It is
 * lowered when it is written.
 */
export class AuthoredApplication {
  /** The kind of the objects that the targets get. */
  readonly releaseKind: 'HelmRelease' | 'Kustomization';
  /** The target of every entry of `deploy`; `undefined` for one whose destination cannot be read. */
  readonly targets: readonly (Target | undefined)[];

  private readonly fleet: Fleet;
  private defaultsMayHoldNulls?: boolean;
  private readonly nulls: (boolean | undefined)[] = [];
  /** What keeps the props from being walked through. With it they are not looked at any further. */
  private readonly endless: readonly Diagnostic[];
  private examined?: Examined;
  /** The Application and what it is lowered to, while its objects are written. */
  private written?: { readonly application: Application; plan?: Plan };

  constructor(
    private readonly construct: IFluxApplication,
    private readonly props: FluxApplicationProps,
  ) {
    this.endless = checkNesting(props).map(({ path, message }) => error(path, message));
    this.releaseKind = props.helmRelease ? 'HelmRelease' : 'Kustomization';
    this.targets = this.targetsOf(props.helmRelease ?? props.kustomization);
    this.fleet = Fleet.of(construct);
    this.fleet.addTargets(this.targets.length);
  }

  /** That of the Application and of all that is made from it. */
  get namespace(): string | undefined {
    return this.construct.namespace;
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
    return this.beingWritten().application;
  }

  /** What must not clash with other applications; `undefined` where the Application has errors of its own. */
  footprint(): Footprint | undefined {
    const { diagnostics, application = this.made() } = this.examine();
    return hasErrors(diagnostics) ? undefined : footprintOf(application, this.knownTargets);
  }

  /** Diagnostics of the Application as diagnostics of what the author wrote. */
  inProps(diagnostics: readonly Diagnostic[]): Diagnostic[] {
    const { helmRelease, kustomization } = this.props;
    const field = helmRelease ? 'helmRelease' : 'kustomization';
    const inProps = diagnostics.map((diagnostic) => ({ ...diagnostic, path: propsPath(diagnostic.path, field) }));
    const config = helmRelease ?? kustomization;
    return config ? blameDefaults(inProps, field, config) : inProps;
  }

  /**
   * What a target is lowered to.
   *
   * @throws where the Application has errors, with all of them
   */
  target(index: number): LoweredTarget {
    const lowered = this.plan().target(index);
    if (index === this.targets.length - 1) this.written = undefined; // mostly all are written then
    return lowered;
  }

  /** What the targets share of what is written. */
  shared(): SharedParts {
    return this.plan().shared;
  }

  /**
   * The HelmChart that the chart is saved as.
   *
   * @throws where the Application has errors, with all of them
   */
  template(): HelmChart {
    return this.plan().template() as HelmChart;
  }

  /** Whether the chart is saved as a template, as far as can be told before Lazy values are there. */
  get saves(): boolean {
    const { helmRelease } = this.props;
    if (!helmRelease) return false;
    const config = { template: helmRelease.template?.name, chart: helmRelease.chart };
    return savedChart(labelsOf(this.construct, this.props), config) !== undefined;
  }

  /**
   * The values of a target, and where they come from.
   *
   * @throws where the entry has errors, with all of them
   */
  explain(index: number): readonly ExplainedValue[] {
    throwErrors(this.endless);
    const { helmRelease } = this.props;
    const own = helmRelease?.deploy[index];
    if (!own) return [];
    const problems: Diagnostic[] = [];
    const context = contextOf('helmRelease', index, this.construct, this.targets, (problem) => problems.push(problem));
    const explained = explainValues(this.construct.node.path, own, (markOf) => {
      const { values } = helmReleaseEntry({ ...context, markOf }, helmRelease.defaults, own);
      return this.plain({ values }).values;
    });
    throwErrors(this.inProps(problems));
    return explained;
  }

  /** Whether the values of a target hold nulls, as far as could be told when its objects were made. */
  hasNulls(index: number): boolean {
    this.nulls[index] ??= this.findNulls(index);
    return this.nulls[index];
  }

  private findNulls(index: number): boolean {
    const { helmRelease } = this.props;
    if (!helmRelease || this.endless.length > 0) return false;
    const own = helmRelease.deploy[index] as HelmReleaseTarget;
    this.defaultsMayHoldNulls ??= mayHoldNulls(helmRelease.defaults);
    if (!this.defaultsMayHoldNulls && !mayHoldNulls(own)) return false; // merging takes time, and mostly there are none
    const context = contextOf('helmRelease', index, this.construct, this.targets, ignore);
    const { values } = helmReleaseEntry(context, helmRelease.defaults, own);
    return values !== undefined && splitNulls(values).nulls !== undefined;
  }

  private plan(): Plan {
    const written = this.beingWritten();
    written.plan ??= planOf(written.application, this.knownTargets);
    return written.plan;
  }

  /** The targets, where the Application has no errors: then they are what they were when its objects were made. */
  private get knownTargets(): readonly Target[] {
    return this.targets as readonly Target[];
  }

  private targetsOf(config: HelmReleaseProps | KustomizationProps | undefined): (Target | undefined)[] {
    const deploy: readonly unknown[] = Array.isArray(config?.deploy) ? config.deploy : [];
    const entries = (deploy as HelmReleaseProps['deploy']).map((own) => ({
      name: own?.name,
      destination: destinationSpec(own?.destination),
    }));
    const identifiable = entries.filter(isIdentifiable);
    const targets =
      this.releaseKind === 'HelmRelease'
        ? helmReleaseTargets(this.construct, identifiable)
        : kustomizationTargets(this.construct, identifiable);
    return entries.map((entry) => targets[identifiable.indexOf(entry)]);
  }

  /** Plain data: Lazy values and tokens resolved, without what counts as absent. */
  private plain<T>(value: T): T {
    return withoutAbsent(resolved(value, this.construct.application)) as T;
  }

  /** The Application as it is written. */
  private made(): Application {
    return this.plain(applicationOf(this.construct, this.props, this.targets, ignore));
  }

  private beingWritten() {
    if (this.written === undefined) {
      const { diagnostics, application = this.made() } = this.examine();
      throwErrors(diagnostics);
      this.written = { application };
    }
    return this.written;
  }

  private examine(): Examined {
    if (this.examined !== undefined) return this.examined;
    const { application, diagnostics, isPlain } = this.examineNow();
    if (!hasErrors(diagnostics)) {
      // what is wrong may be mended before it is written; and a Lazy is asked once, as it may say something else each time
      this.examined = isPlain && this.fleet.isLarge ? { diagnostics } : { diagnostics, application };
    }
    return { diagnostics, application };
  }

  private examineNow() {
    if (this.endless.length > 0) return { application: {} as Application, diagnostics: this.endless };
    const problems: Diagnostic[] = [];
    const authored = applicationOf(this.construct, this.props, this.targets, (problem) => problems.push(problem));
    const application = this.plain(authored);
    const told = this.inProps([...checkPropsShape(this.props), ...this.templateProblems(), ...problems]);
    const valid = validateApplication(application).filter((problem) => !isDecided(problem));
    const found = this.inProps(valid).map((problem) => this.ofDefaultName(problem));
    const all = [...told, ...found.filter((problem) => !told.some((other) => isAround(other.path, problem.path)))];
    const secrets = inOneWarning(this.inProps(checkInlineSecrets(application)));
    const isPlain = application === authored;
    const surprises = isPlain || hasErrors(all) ? [] : this.surprises(application, authored);
    return { application, diagnostics: [...all, ...surprises, ...secrets], isPlain };
  }

  /** Objects are made with the application; what turns out otherwise when Lazy values are there has none. */
  private surprises(application: Application, authored: Application): Diagnostic[] {
    const { helmRelease } = configOf(application);
    const before = configOf(authored).helmRelease?.deploy;
    const known = 'must be known when the application is made, as objects are made of it: no Lazy can say it';
    const saves = helmRelease !== undefined && savedChart(application.metadata.labels, helmRelease) !== undefined;
    const field = helmRelease ? 'helmRelease' : 'kustomization';
    return [
      ...(saves === this.saves ? [] : [error(['helmRelease', 'saveTemplate'], known)]),
      ...targetsIn(application).flatMap(({ objectName }, index) => {
        const path = [field, 'deploy', index];
        if (this.targets[index]?.objectName !== objectName) return [error([...path, 'destination'], known)];
        const { values } = helmRelease?.deploy[index] ?? {};
        if (values === before?.[index]?.values) return []; // nothing in them was a Lazy
        const hasNulls = values !== undefined && splitNulls(values).nulls !== undefined;
        if (hasNulls === this.hasNulls(index)) return [];
        return [error([...path, 'values'], 'a Lazy gives a null: write the null itself, as an object is made for it')];
      }),
    ];
  }

  /** The name of a release is made of the application's where the author gives none: then that is what is wrong. */
  private ofDefaultName(problem: Diagnostic): Diagnostic {
    const [field, list, index, last] = problem.path;
    const isClash = problem.message.startsWith('makes ');
    if (field !== 'helmRelease' || list !== 'deploy' || last !== 'releaseName' || isClash) return problem;
    const { defaults, deploy } = this.props.helmRelease as HelmReleaseProps;
    if ((deploy[index as number]?.releaseName ?? defaults?.releaseName) !== undefined) return problem;
    return { ...problem, message: `${problem.message}; it is the application's name, unless releaseName says another` };
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

function targetsIn(application: Application): Target[] {
  const { helmRelease, kustomization = [] } = configOf(application);
  const head = { name: application.metadata.name, namespace: application.metadata.namespace };
  return helmRelease ? helmReleaseTargets(head, helmRelease.deploy) : kustomizationTargets(head, kustomization);
}

function configOf({ spec }: Application): ApplicationConfig {
  return (spec.fluxApp as ApplicationFluxApp).spec.config;
}

function throwErrors(diagnostics: readonly Diagnostic[]): void {
  if (!hasErrors(diagnostics)) return;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
  throw new Error(`the application is not valid:\n  ${errors.join('\n  ')}`);
}

/** Whether a path leads to another, or to something within it. */
function isAround(outer: Path, inner: Path): boolean {
  return outer.length > 0 && outer.every((step, index) => step === inner[index]);
}

/** Where Helm keeps a release is filled in here: where it is missing all the same, the author wants it so. */
function isDecided({ severity, path }: Diagnostic): boolean {
  return severity === 'warning' && path.at(-1) === 'storageNamespace';
}

/** Whether a layer of values holds a null, or may come to hold one: `set` can fill lists up with them. */
function mayHoldNulls(layer: HelmReleaseDefaults | undefined): boolean {
  return layer?.set !== undefined || layer?.setString !== undefined || holdsNull(layer?.values);
}
