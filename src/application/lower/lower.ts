import type { Application } from '../../../imports/gitops.kubesphere.io';
import { type Diagnostic, hasErrors } from '../../diagnostics';
import { omit, withoutUndefined } from '../../json';
import { withoutAbsent } from '../absent-fields';
import { checkAcross, footprintOf } from '../conflicts';
import { explicitForm, inWrittenForm } from '../explicit-form';
import { LAST_APPLIED, LAST_REVISION, LOWERING_FINALIZER, LOWERING_UID, READY_NUMBER, TYPE } from '../marks';
import { checkRollout } from '../rollout/check';
import { inWaves, objectsOfTarget } from '../rollout/in-waves';
import { type Rollout, rolloutOf } from '../rollout/rollout';
import { checkSizes } from '../sizes';
import { checkNullsOfPatches } from '../stored-nulls';
import { checkUnknownNulls, validateApplication } from '../validate/application';
import { checkInlineSecrets, inOneWarning } from '../validate/inline-secrets';
import { type Lowering, loweringOf } from './lowering';
import { checkNullsFit, markedApplication } from './marked-application';
import type { LoweredObject } from './object';

/** The result of lowering an Application. */
export interface LoweringResult {
  /**
   * In this order: the Application itself if requested; the HelmChart of a saved template, and with waves also the
   * HelmChart that the releases share; then for each target the ConfigMap with the nulls of its values, if any, and its
   * HelmRelease or Kustomization. Empty if there are errors.
   */
  readonly objects: readonly (LoweredObject | Application)[];
  /** The errors and warnings about the Application. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Options of {@link lower}. */
export interface LoweringOptions {
  /**
   * Include the Application, with the annotations that synthesis writes and without fields that an API server
   * adds, ready to be applied with its objects.
   * @default false
   */
  readonly withApplication?: boolean;
}

/** The result of lowering an Application, before its objects are created. */
export interface CheckedLowering {
  /** Creates its objects; absent if there are errors. */
  readonly plan?: Lowering;
  /** The errors and warnings about the Application. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks an Application and plans its lowering: pure and total, like {@link lower}, but without creating objects and
 * without the check for inline secrets.
 */
export function checkedLowering(application: unknown): CheckedLowering {
  const written = withoutAbsent(application);
  const explicit = explicitForm(written) as Application;
  const unknown = written === application ? [] : checkUnknownNulls(application);
  const diagnostics = [...unknown, ...validateApplication(written)];
  if (hasErrors(diagnostics)) return { diagnostics };
  const circles = inWrittenForm(written, checkAcross([footprintOf(explicit)]).flat());
  if (hasErrors(circles)) return { diagnostics: [...diagnostics, ...circles] };
  return { plan: loweringOf(explicit), diagnostics: [...diagnostics, ...circles] };
}

/**
 * Lowers an Application to the Flux objects that deliver it: pure and total. It accepts any data, depends only on its
 * arguments, and returns either the objects of every target or all errors.
 *
 * @param application an Application of gitops.kubesphere.io/v1alpha1 whose `spec.kind` is `fluxcd`, from its author or
 * from an API server. Explicit nulls outside free-form data count as absent.
 */
export function lower(application: unknown, { withApplication = false }: LoweringOptions = {}): LoweringResult {
  const { plan, diagnostics } = checkedLowering(application);
  const written = withoutAbsent(application);
  const explicit = explicitForm(written) as Application;
  const secrets = inOneWarning(inWrittenForm(written, checkInlineSecrets(explicit)));
  const all = [...diagnostics, ...secrets];
  if (plan === undefined) return { objects: [], diagnostics: all };
  const authored = authoredPart(application as Application);
  const own = withApplication ? markedApplication(authored, plan) : authored;
  const found = [
    ...all,
    ...inWrittenForm(written, checkRollout(explicit, plan.targets)),
    ...checkSizes(own, plan.targets.length),
    ...(withApplication ? [] : inWrittenForm(written, checkNullsOfPatches(explicit))),
    ...(withApplication ? checkNullsFit(plan, application) : []),
  ];
  if (hasErrors(found)) return { objects: [], diagnostics: found };
  const objects = objectsOf(plan, rolloutOf(authored.metadata.annotations));
  return { objects: withApplication ? [own, ...objects] : objects, diagnostics: found };
}

/**
 * An Application without its status and without the metadata that API servers, appliers, watchers and the controller
 * write.
 */
function authoredPart({ status: _, metadata, ...application }: Application): Application {
  const { name, namespace, labels, annotations, finalizers } = metadata;
  const others = finalizers?.filter((finalizer) => finalizer !== LOWERING_FINALIZER);
  const own = {
    ...{ name, namespace },
    finalizers: others?.length ? others : undefined,
    labels: labels && omit(labels, [READY_NUMBER, TYPE]),
    annotations: annotations && omit(annotations, [LAST_REVISION, LAST_APPLIED, LOWERING_UID]),
  };
  return { ...application, metadata: withoutUndefined(own) };
}

/** @param rollout of the Application, if it has one */
function objectsOf(plan: Lowering, rollout: Rollout | undefined): LoweredObject[] {
  const charts = [plan.template(), plan.chartOfWaves()].filter((chart) => chart !== undefined);
  const lowered = plan.targets.map((_, index) => plan.target(index));
  const ofTargets = (rollout ? inWaves(rollout, plan.targets, lowered) : lowered).flatMap(objectsOfTarget);
  return [...charts, ...ofTargets];
}
