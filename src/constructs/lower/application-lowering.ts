import { Chart } from 'cdk8s';
import type { Application } from '../../../imports/gitops.kubesphere.io';
import type { HelmChart } from '../../../imports/source.toolkit.fluxcd.io';
import {
  ANY_DIGEST,
  checkNullsFit,
  checkSizes,
  compactForm,
  type DeploymentTarget,
  type Footprint,
  footprintOf,
  type LoweredTarget,
  type Lowering,
  loweringOf,
  markedApplication,
  namesOfTargets,
} from '../../application';
import { type Diagnostic, formatGroup, groupDiagnostics, hasErrors } from '../../diagnostics';
import type { SharedParts } from '../../json';
import { type AuthoredApplication, buildApplication } from '../authoring';
import { type Examination, examine } from '../examine';
import type { IFluxApplication } from '../i-flux-application';

/** An Application without errors, and how to make its objects. */
interface Lowerable {
  readonly application: Application;
  readonly plan: Lowering;
  /** How many objects of targets were made with it. */
  made: number;
}

/**
 * Lowers an authored application. The objects may be asked for in any order and repeatedly: each is a function of the
 * Application.
 */
export class ApplicationLowering {
  /**
   * Kept once there are no errors. An Application with Lazy values is kept too, as a Lazy may give something else the next
   * time. A plain one is built again when it is written: that takes some 3 % of the time of synthesis, and keeping it takes
   * 460 bytes for each target.
   */
  private examined?: Pick<Examination, 'diagnostics'> & Partial<Examination>;
  /**
   * Kept until as many objects as there are have been made, whichever they are. Making it takes time in proportion to the
   * targets, so that an object costs the same in every order. Its plan holds the text of what the targets share, which is
   * not kept for thousands of applications.
   */
  private current?: Lowerable;

  /** The Application in compact form, which takes little room and some time to make. */
  private compact?: Application;

  constructor(readonly authored: AuthoredApplication) {}

  /** What is wrong with the Application by itself, in terms of the author's props. */
  get diagnostics(): readonly Diagnostic[] {
    return this.examine().diagnostics;
  }

  /** The identities that must not conflict with other applications; `undefined` if the Application has errors. */
  footprint(): Footprint | undefined {
    const { diagnostics, application = this.build() } = this.examine();
    if (hasErrors(diagnostics)) return undefined;
    return footprintOf(application, { targets: this.targets, names: this.authored.clusterNames });
  }

  /**
   * The Application, with the annotations that say what it is lowered to.
   *
   * @throws if it has errors, with all of them
   */
  application(): Application {
    const { application, plan } = this.lowerable();
    return markedApplication(this.compact ?? this.inFormat(application), plan);
  }

  /**
   * The objects of a target.
   *
   * @throws if the Application has errors, with all of them
   */
  target(index: number): LoweredTarget {
    const lowerable = this.lowerable();
    const { targets, targetsWithNulls } = this.authored;
    if (++lowerable.made === targets.length + targetsWithNulls.size) this.current = undefined;
    return lowerable.plan.target(index);
  }

  /**
   * The HelmChart that the chart is saved as.
   *
   * @throws if the Application has errors, with all of them
   */
  template(): HelmChart {
    return this.lowerable().plan.template() as HelmChart;
  }

  /** What the objects share. */
  shared(): SharedParts {
    return this.lowerable().plan.shared;
  }

  /** All are known if the Application has no errors. */
  private get targets(): readonly DeploymentTarget[] {
    return this.authored.targets as readonly DeploymentTarget[];
  }

  private lowerable(): Lowerable {
    if (this.current === undefined) {
      const { diagnostics, application = this.build() } = this.examine();
      throwErrors(diagnostics, this.authored.targets);
      this.current = { application, plan: loweringOf(application, this.targets), made: 0 };
    }
    return this.current;
  }

  /** With errors it is examined again each time: the author may correct them meanwhile. */
  private examine() {
    if (this.examined !== undefined) return this.examined;
    const examination = this.withRoomChecked(examine(this.authored));
    const { diagnostics, isPlain } = examination;
    if (!hasErrors(diagnostics)) this.examined = isPlain ? { diagnostics } : examination;
    return examination;
  }

  /** What can be said once there are no errors: whether the Application carries its nulls, and has room. */
  private withRoomChecked(examination: Examination): Examination {
    const { application, diagnostics } = examination;
    const { format } = this.authored;
    if (hasErrors(diagnostics) || format === 'none') return examination;
    const { targets } = this;
    const nulls = this.authored.targetsWithNulls.size > 0 ? loweringOf(application, targets).nulls : () => undefined;
    const parts = { targets, nulls, digest: () => ANY_DIGEST };
    const inFormat = this.inFormat(application);
    if (format === 'compact') this.compact = inFormat;
    const written = asWritten(markedApplication(inFormat, parts), this.authored.construct);
    const ofNulls = format === 'explicit' ? checkNullsFit(parts) : [];
    const problems = [...ofNulls, ...checkSizes(written, targets.length)];
    return problems.length === 0 ? examination : { ...examination, diagnostics: [...diagnostics, ...problems] };
  }

  /** The Application as it is written. The names of layers are those that `explain()` gives to overrides. */
  private inFormat(application: Application): Application {
    const { format, layers } = this.authored;
    if (format !== 'compact') return application;
    const { defaults, overrides } = layers.written();
    return compactForm(application, {
      defaults,
      layers: overrides.map((fields, index) => ({ name: `overrides[${index}]`, fields })),
      layersOf: (target) => layers.below(target).overrides,
    });
  }

  /** The Application again, if it is plain. */
  private build(): Application {
    return buildApplication(this.authored);
  }
}

/** With the labels of the chart, and without an empty map of labels. What is added to the object later is not known yet. */
function asWritten({ metadata, ...application }: Application, construct: IFluxApplication): Application {
  const { labels: own, ...others } = metadata;
  const labels = { ...Chart.of(construct).labels, ...own };
  return { ...application, metadata: Object.keys(labels).length > 0 ? { ...others, labels } : others };
}

/**
 * Throws if there are errors, with all of them: what several targets share once.
 *
 * @param targets of the application
 */
export function throwErrors(
  diagnostics: readonly Diagnostic[],
  targets: readonly (DeploymentTarget | undefined)[],
): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = groupDiagnostics(errors, () => namesOfTargets(targets)).map((group) => formatGroup(group));
  throw new Error(`the application is not valid:\n  ${lines.join('\n  ')}`);
}
