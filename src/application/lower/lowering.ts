import type {
  Application,
  ApplicationFluxApp,
  HelmReleaseDeploy,
  KustomizationDeploy,
  SourceRef,
} from '../../../imports/gitops.kubesphere.io';
import type { HelmChart } from '../../../imports/source.toolkit.fluxcd.io';
import { SharedParts, type ValueMap, withoutUndefined } from '../../json';
import { partsHoldNull, splitNulls } from '../../values';
import { LOWERING_DIGEST } from '../marks';
import { nullsOfPatches } from '../patch-nulls';
import { rolloutOf } from '../rollout/rollout';
import { withStoredNulls } from '../stored-nulls';
import { chartOfTarget, hasOwnChart } from '../target-chart';
import { type DeploymentTarget, helmReleaseTargets, kustomizationTargets } from '../targets';
import { lowerChartOfWaves, lowerTemplate, releaseChart, savedChart } from './chart';
import { lowerHelmRelease, lowerHelmReleaseWithoutNulls } from './helm-release';
import { lowerKustomization } from './kustomization';
import type { ApplicationHead, Delivery, ValuesConfigMap } from './object';

/** The objects that one deployment target is lowered to. */
export interface LoweredTarget {
  readonly release: Delivery;
  /** The ConfigMap with the nulls of its values, if it has any. */
  readonly valuesConfigMap?: ValuesConfigMap;
}

/** The lowering of a valid Application; each object is created on demand. */
export interface Lowering {
  /** In the order of their entries. */
  readonly targets: readonly DeploymentTarget[];
  /** Parts that many targets share, from the first target. */
  readonly shared: SharedParts;
  /** The HelmChart of a template, if the Application saves one. */
  template(): HelmChart | undefined;
  /** The HelmChart that releases in waves share, if the Application saves its chart as a template. */
  chartOfWaves(): HelmChart | undefined;
  /** @param index of the target, from 0 */
  target(index: number): LoweredTarget;
  /** The digest in the annotation of a target's object: `sha256:<64 hexadecimal digits>`. Computed once. */
  digest(index: number): string;
  /** The nulls of a target that appliers drop; undefined if there are none. */
  nulls(index: number): TargetNulls | undefined;
}

/** The nulls of a target. */
export interface TargetNulls {
  /** The part of its values that is null, as extracted by `splitNulls`. */
  readonly values?: ValueMap;
  /** Its patches with a null, by their paths in `postRenderers`. */
  readonly patches?: ValueMap;
}

/** How the targets of a delivery kind are lowered. */
interface TargetLowering extends Pick<Lowering, 'targets' | 'shared' | 'template' | 'chartOfWaves' | 'nulls'> {
  /** @param digest of its lowering, if known */
  lower(index: number, digest?: string): LoweredTarget;
}

/**
 * Creates the lowering of an Application without errors.
 *
 * @param application in explicit form
 *
 * @param known its targets, if known
 */
export function loweringOf(application: Application, known?: readonly DeploymentTarget[]): Lowering {
  const { lower, ...parts } = targetLowering(withStoredNulls(application), known);
  const digests: (string | undefined)[] = [];
  /** Created for their digest, and usually needed again afterwards. */
  const kept: (LoweredTarget | undefined)[] = [];
  const made = (index: number): LoweredTarget => {
    const lowered = lower(index, digests[index]);
    digests[index] ??= lowered.release.metadata.annotations?.[LOWERING_DIGEST];
    return lowered;
  };
  const target = (index: number): LoweredTarget => {
    const before = kept[index];
    kept[index] = undefined;
    return before ?? made(index);
  };
  const digest = (index: number): string => {
    if (digests[index] === undefined) kept[index] = made(index);
    return digests[index] as string;
  };
  return { ...parts, target, digest };
}

function targetLowering({ metadata, spec }: Application, known?: readonly DeploymentTarget[]): TargetLowering {
  const head: ApplicationHead = withoutUndefined({ name: metadata.name, namespace: metadata.namespace });
  const { source, config } = (spec.fluxApp as ApplicationFluxApp).spec;
  const sourceRef = source?.sourceRef as SourceRef; // always present when needed: the Application is valid
  if (config.helmRelease === undefined) {
    const entries = config.kustomization ?? [];
    const targets = known ?? kustomizationTargets(head, entries);
    return {
      targets,
      shared: new SharedParts(entries[0]),
      template: () => undefined,
      chartOfWaves: () => undefined,
      nulls: () => undefined,
      lower: (index, digest) => {
        const target = targets[index] as DeploymentTarget;
        return { release: lowerKustomization(head, sourceRef, target, entries[index] as KustomizationDeploy, digest) };
      },
    };
  }
  const { deploy = [] } = config.helmRelease;
  const saved = savedChart(metadata.labels, config.helmRelease);
  const chartOfWaves = saved && rolloutOf(metadata.annotations) ? lowerChartOfWaves(head, saved, sourceRef) : undefined;
  const shares = saved && (chartOfWaves?.metadata.name ?? head.name);
  const { template = shares, chart } = config.helmRelease;
  const sharedChart = releaseChart({ template, chart, sourceRef });
  const chartOf = (own: HelmReleaseDeploy) =>
    hasOwnChart(own) ? releaseChart(chartOfTarget({ chart, sourceRef }, own)) : sharedChart;
  const targets = known ?? helmReleaseTargets(head, deploy);
  const shared = new SharedParts(deploy[0]);
  const holdsNulls = partsHoldNull(deploy);
  const lowerTarget = holdsNulls ? lowerHelmRelease : lowerHelmReleaseWithoutNulls;
  const entry = (index: number) => deploy[index] as HelmReleaseDeploy;
  return {
    targets,
    shared,
    template: () => saved && lowerTemplate(head, saved, sourceRef),
    chartOfWaves: () => chartOfWaves,
    nulls: (index) => (holdsNulls ? nullsOf(entry(index)) : undefined),
    lower: (index, digest) =>
      lowerTarget(head, chartOf(entry(index)), targets[index] as DeploymentTarget, entry(index), { shared, digest }),
  };
}

function nullsOf({ values = {}, postRenderers }: HelmReleaseDeploy): TargetNulls {
  return { values: splitNulls(values).nulls, patches: nullsOfPatches(postRenderers) };
}
