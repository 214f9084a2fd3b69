import type {
  Application,
  ApplicationFluxApp,
  HelmReleaseDeploy,
  KustomizationDeploy,
  SourceRef,
} from '../../../imports/gitops.kubesphere.io';
import type { HelmChart } from '../../../imports/source.toolkit.fluxcd.io';
import { SharedParts, withoutUndefined } from '../../json';
import { partsHoldNull } from '../../values';
import { type DeploymentTarget, helmReleaseTargets, kustomizationTargets } from '../targets';
import { lowerTemplate, releaseChart, savedChart } from './chart';
import { lowerHelmRelease, lowerHelmReleaseWithoutNulls } from './helm-release';
import { lowerKustomization } from './kustomization';
import type { ApplicationHead, Delivery, ValuesConfigMap } from './object';

/** What one deployment target is lowered to. */
export interface LoweredTarget {
  readonly release: Delivery;
  /** The ConfigMap with the nulls of its values, where it has any. */
  readonly valuesConfigMap?: ValuesConfigMap;
}

/** What a valid Application is lowered to; each object is made on demand. */
export interface Lowering {
  /** In the order of their entries. */
  readonly targets: readonly DeploymentTarget[];
  /** Parts that many targets have, of the first one. */
  readonly shared: SharedParts;
  /** The HelmChart of a template, where the Application saves one. */
  template(): HelmChart | undefined;
  /** @param index of the target, from 0 */
  target(index: number): LoweredTarget;
}

/**
 * The plan of an Application without errors.
 *
 * @param known its targets, where they are known
 */
export function loweringOf({ metadata, spec }: Application, known?: readonly DeploymentTarget[]): Lowering {
  const head: ApplicationHead = withoutUndefined({ name: metadata.name, namespace: metadata.namespace });
  const { source, config } = (spec.fluxApp as ApplicationFluxApp).spec;
  const sourceRef = source?.sourceRef as SourceRef; // there wherever it is needed: the Application is valid
  if (config.helmRelease === undefined) {
    const entries = config.kustomization ?? [];
    const targets = known ?? kustomizationTargets(head, entries);
    return {
      targets,
      shared: new SharedParts(entries[0]),
      template: () => undefined,
      target: (index) => ({
        release: lowerKustomization(
          head,
          sourceRef,
          targets[index] as DeploymentTarget,
          entries[index] as KustomizationDeploy,
        ),
      }),
    };
  }
  const { deploy } = config.helmRelease;
  const saved = savedChart(metadata.labels, config.helmRelease);
  const chart = releaseChart(head, config.helmRelease, sourceRef, saved !== undefined);
  const targets = known ?? helmReleaseTargets(head, deploy);
  const shared = new SharedParts(deploy[0]);
  const lowerTarget = partsHoldNull(deploy) ? lowerHelmRelease : lowerHelmReleaseWithoutNulls;
  return {
    targets,
    shared,
    template: () => saved && lowerTemplate(head, saved, sourceRef),
    target: (index) =>
      lowerTarget(head, chart, targets[index] as DeploymentTarget, deploy[index] as HelmReleaseDeploy, shared),
  };
}
