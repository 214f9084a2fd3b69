import type {
  Application,
  ApplicationFluxApp,
  HelmReleaseDeploy,
  KustomizationDeploy,
  SourceRef,
} from '../../imports/gitops.kubesphere.io';
import { type Diagnostic, hasErrors } from '../model/diagnostic';
import { withoutAbsent } from './absent';
import { checkAcross, footprintOf } from './across';
import { lowerTemplate } from './helm-chart';
import { lowerHelmRelease } from './helm-release';
import { lowerKustomization } from './kustomization';
import type { ApplicationHead } from './metadata';
import { type LoweredObject, present } from './objects';
import { releaseChart, savedChart } from './release-chart';
import { helmReleaseTargets, kustomizationTargets } from './target';
import { validateApplication } from './validate/application';
import { checkInlineSecrets, inOneWarning } from './validate/inline-secrets';
import { checkUnknownNulls } from './validate/unknown-nulls';

/** What an Application comes to. */
export interface Lowered {
  /**
   * In this order: the HelmChart of a saved template, then target by target the ConfigMap with the nulls of its values,
   * where it has any, and its HelmRelease or Kustomization. Empty where there are errors.
   */
  readonly objects: readonly LoweredObject[];
  /** All that is wrong with the Application, and what is worth saying about it. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Lowers an Application to the Flux objects that deliver it: pure and total. It takes any data, depends on nothing
 * else, and gives either the objects of every target or all the errors.
 *
 * @param application an Application of gitops.kubesphere.io/v1alpha1 whose `spec.kind` is `fluxcd`, as it is written or
 * as an API server returns it. Explicit nulls outside free-form data count as absent.
 */
export function lower(application: unknown): Lowered {
  const written = withoutAbsent(application);
  const unknown = written === application ? [] : checkUnknownNulls(application);
  const secrets = inOneWarning(checkInlineSecrets(written));
  const diagnostics = [...unknown, ...validateApplication(written), ...secrets];
  if (hasErrors(diagnostics)) return { objects: [], diagnostics };
  const valid = written as Application;
  const circles = checkAcross([footprintOf(valid)]).flat();
  return { objects: hasErrors(circles) ? [] : lowerValid(valid), diagnostics: [...diagnostics, ...circles] };
}

function lowerValid({ metadata, spec }: Application): LoweredObject[] {
  const head: ApplicationHead = present({ name: metadata.name, namespace: metadata.namespace });
  const { source, config } = (spec.fluxApp as ApplicationFluxApp).spec;
  const sourceRef = source?.sourceRef as SourceRef; // there wherever it is needed: the Application is valid
  if (config.helmRelease === undefined) {
    const entries = config.kustomization ?? [];
    return kustomizationTargets(head, entries).map((target, index) =>
      lowerKustomization(head, sourceRef, target, entries[index] as KustomizationDeploy),
    );
  }
  const { deploy } = config.helmRelease;
  const saved = savedChart(metadata.labels, config.helmRelease);
  const chart = releaseChart(head, config.helmRelease, sourceRef, saved !== undefined);
  const releases = helmReleaseTargets(head, deploy).flatMap((target, index) => {
    const { release, valuesConfigMap } = lowerHelmRelease(head, chart, target, deploy[index] as HelmReleaseDeploy);
    return valuesConfigMap ? [valuesConfigMap, release] : [release];
  });
  return saved ? [lowerTemplate(head, saved, sourceRef), ...releases] : releases;
}
