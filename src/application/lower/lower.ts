import type { Application } from '../../../imports/gitops.kubesphere.io';
import { type Diagnostic, hasErrors } from '../../diagnostics';
import { withoutAbsent } from '../absent-fields';
import { checkAcross, footprintOf } from '../conflicts';
import { checkUnknownNulls, validateApplication } from '../validate/application';
import { checkInlineSecrets, inOneWarning } from '../validate/inline-secrets';
import { type Lowering, loweringOf } from './lowering';
import type { LoweredObject } from './object';

/** What an Application comes to. */
export interface LoweringResult {
  /**
   * In this order: the HelmChart of a saved template, then target by target the ConfigMap with the nulls of its values,
   * where it has any, and its HelmRelease or Kustomization. Empty where there are errors.
   */
  readonly objects: readonly LoweredObject[];
  /** All that is wrong with the Application, and what is worth saying about it. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What an Application comes to, before its objects are made. */
export interface CheckedLowering {
  /** How to make its objects; absent where there are errors. */
  readonly plan?: Lowering;
  /** All that is wrong with the Application. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks an Application and plans its lowering: pure and total, as {@link lower} is, without its objects and without
 * guesses about secrets.
 */
export function checkedLowering(application: unknown): CheckedLowering {
  const written = withoutAbsent(application);
  const unknown = written === application ? [] : checkUnknownNulls(application);
  const diagnostics = [...unknown, ...validateApplication(written)];
  if (hasErrors(diagnostics)) return { diagnostics };
  const valid = written as Application;
  const circles = checkAcross([footprintOf(valid)]).flat();
  if (hasErrors(circles)) return { diagnostics: [...diagnostics, ...circles] };
  return { plan: loweringOf(valid), diagnostics: [...diagnostics, ...circles] };
}

/**
 * Lowers an Application to the Flux objects that deliver it: pure and total. It takes any data, depends on nothing
 * else, and gives either the objects of every target or all the errors.
 *
 * @param application an Application of gitops.kubesphere.io/v1alpha1 whose `spec.kind` is `fluxcd`, from its author or
 * from an API server. Explicit nulls outside free-form data count as absent.
 */
export function lower(application: unknown): LoweringResult {
  const { plan, diagnostics } = checkedLowering(application);
  const secrets = inOneWarning(checkInlineSecrets(withoutAbsent(application)));
  return { objects: plan ? objectsOf(plan) : [], diagnostics: [...diagnostics, ...secrets] };
}

function objectsOf(plan: Lowering): LoweredObject[] {
  const template = plan.template();
  const ofTargets = plan.targets.flatMap((_, index) => {
    const { release, valuesConfigMap } = plan.target(index);
    return valuesConfigMap ? [valuesConfigMap, release] : [release];
  });
  return template ? [template, ...ofTargets] : ofTargets;
}
