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
import type { ManifestObject } from '../synth';

/** An Application without errors, and its lowering. */
interface Lowerable {
  readonly application: Application;
  readonly plan: Lowering;
  /** The number of target objects that were created with it. */
  made: number;
}

/**
 * Lowers an authored application. The objects may be requested in any order and repeatedly: each is a function of the
 * Application.
 */
export class ApplicationLowering {
  /**
   * Kept once there are no errors. An Application with Lazy values is kept too, because a Lazy may return something
   * else the next time. A plain one is built again when it is written: that takes about 3 % of the time of synthesis,
   * whereas keeping it takes 460 bytes per target.
   */
  private examined?: Pick<Examination, 'diagnostics'> & Partial<Examination>;
  /**
   * Kept until all target objects have been created, in any order. Creating it takes time in proportion to the number
   * of targets, and keeping it makes the cost of an object independent of the order. It contains the text that the
   * targets share, which is not kept for thousands of applications.
   */
  private current?: Lowerable;

  /** The diagnostics about its size, and the version of the object they are for. */
  private room?: { readonly version: number; readonly diagnostics: readonly Diagnostic[] };

  /** The Application in compact form, which needs little memory, but some time to create. */
  private compact?: Application;

  constructor(readonly authored: AuthoredApplication) {}

  /** The diagnostics of the Application alone, in terms of the author's props. */
  get diagnostics(): readonly Diagnostic[] {
    const examination = this.examine();
    return [...examination.diagnostics, ...this.roomDiagnostics(examination)];
  }

  /** The identities that must not conflict with other applications; `undefined` if the Application has errors. */
  footprint(): Footprint | undefined {
    const { diagnostics, application = this.build() } = this.examine();
    if (hasErrors(diagnostics)) return undefined;
    return footprintOf(application, { targets: this.targets, names: this.authored.clusterNames });
  }

  /**
   * The Application, with the annotations about its lowering.
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
   * The HelmChart of the saved template.
   *
   * @throws if the Application has errors, with all of them
   */
  template(): HelmChart {
    return this.lowerable().plan.template() as HelmChart;
  }

  /**
   * The HelmChart that releases in waves share.
   *
   * @throws if the Application has errors, with all of them
   */
  chartOfWaves(): HelmChart {
    return this.lowerable().plan.chartOfWaves() as HelmChart;
  }

  /** The text that the objects share. */
  shared(): SharedParts {
    return this.lowerable().plan.shared;
  }

  /** All are known if the Application has no errors. */
  private get targets(): readonly DeploymentTarget[] {
    return this.authored.targets as readonly DeploymentTarget[];
  }

  private lowerable(): Lowerable {
    if (this.current === undefined) {
      const examination = this.examine();
      const { application = this.build() } = examination;
      throwErrors([...examination.diagnostics, ...this.roomDiagnostics(examination)], this.authored.targets);
      this.current = { application, plan: loweringOf(application, this.targets), made: 0 };
    }
    return this.current;
  }

  /** With errors it is examined again each time, because the author may have corrected them. */
  private examine() {
    if (this.examined !== undefined) return this.examined;
    const examination = examine(this.authored);
    const { diagnostics, isPlain } = examination;
    if (hasErrors(diagnostics)) return examination;
    this.examined = isPlain ? { diagnostics } : examination;
    this.roomDiagnostics(examination); // while the Application exists
    return examination;
  }

  /**
   * Checks that are only possible without other errors: whether the Application carries its nulls, and whether it fits.
   * Labels, annotations and patches may be added later, so its size is measured again then.
   */
  private roomDiagnostics({ application, diagnostics }: Partial<Examination>): readonly Diagnostic[] {
    const { format, construct, targetsWithNulls } = this.authored;
    if (hasErrors(diagnostics ?? []) || format === 'none') return [];
    const object = construct.application as ManifestObject;
    if (this.room?.version === object.version) return this.room.diagnostics;
    const { targets } = this;
    const built = application ?? this.build();
    const mayHoldNulls = targetsWithNulls.size > 0 || hasPostRenderers(built);
    const nulls = mayHoldNulls ? loweringOf(built, targets).nulls : () => undefined;
    const parts = { targets, nulls, digest: () => ANY_DIGEST };
    const inFormat = this.compact ?? this.inFormat(built);
    if (format === 'compact') this.compact = inFormat;
    const written = object.written(markedApplication(inFormat, parts)) as Application;
    const problems = [...checkNullsFit(parts, inFormat), ...checkSizes(written, targets.length)];
    this.room = { version: object.version, diagnostics: problems };
    return problems;
  }

  /** The Application as written. Layers have the names that `explain()` uses for overrides. */
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

  /** Builds the Application again, if it is plain. */
  private build(): Application {
    return buildApplication(this.authored);
  }
}

/** Whether a target has post renderers, whose patches may contain nulls. */
function hasPostRenderers({ spec }: Application): boolean {
  const { deploy = [] } = spec.fluxApp?.spec.config.helmRelease ?? {};
  return deploy.some(({ postRenderers }) => postRenderers !== undefined);
}

/**
 * Throws one error that lists all errors; equal errors of several targets are listed once.
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
