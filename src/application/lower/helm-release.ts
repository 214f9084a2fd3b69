import type { HelmReleaseDeploy, PostRenderer } from '../../../imports/gitops.kubesphere.io';
import type {
  HelmRelease,
  HelmReleaseSpec,
  HelmReleaseSpecPostRenderer,
} from '../../../imports/helm.toolkit.fluxcd.io';
import { type SharedParts, sortedKeys, withoutUndefined } from '../../json';
import { DELIVERIES } from '../../kubernetes';
import { printYaml } from '../../yaml';
import type { DeploymentTarget } from '../targets';
import {
  type ApplicationHead,
  loweringDigest,
  storedForm,
  targetMetadata,
  type ValuesConfigMap,
  withMarks,
} from './object';
import { type CarriedValues, carryValues } from './values-config-map';

/** The origin of the chart of every release of an application. */
export type ReleaseChart = Pick<HelmReleaseSpec, 'chart' | 'chartRef'>;

/** A HelmRelease, and the ConfigMap with the nulls of its values if it has any. */
export interface LoweredHelmRelease {
  readonly release: HelmRelease;
  readonly valuesConfigMap?: ValuesConfigMap;
}

/** Precomputed data for the lowering of a target. */
export interface KnownParts {
  /** Serialized parts of the object; more are added. */
  readonly shared?: SharedParts;
  /** The digest of its lowering. */
  readonly digest?: string;
}

/** Lowers one deployment target of an application with a helmRelease. */
export function lowerHelmRelease(
  application: ApplicationHead,
  chart: ReleaseChart,
  target: DeploymentTarget,
  entry: HelmReleaseDeploy,
  known: KnownParts = {},
): LoweredHelmRelease {
  const stored = storedForm(entry);
  if (stored === entry) return lowerHelmReleaseWithoutNulls(application, chart, target, entry, known);
  const carried = entry.values && carryValues(entry.values, application, target);
  const release = makeRelease(application, chart, target, entry, carried);
  const digest = known.digest ?? loweringDigest(makeRelease(application, chart, target, stored), known.shared);
  return withoutUndefined({
    release: withMarks(release, { digest, application: application.name }),
    valuesConfigMap: carried?.nulls?.configMap,
  });
}

/** The same for an entry that is known to contain no null, which is stored exactly as written. */
export function lowerHelmReleaseWithoutNulls(
  application: ApplicationHead,
  chart: ReleaseChart,
  target: DeploymentTarget,
  entry: HelmReleaseDeploy,
  { shared, digest }: KnownParts = {},
): LoweredHelmRelease {
  const release = makeRelease(application, chart, target, entry);
  const marks = { digest: digest ?? loweringDigest(release, shared), application: application.name };
  return { release: withMarks(release, marks) };
}

/** @param carried its values, and the reference to their nulls. Default: its values contain no nulls */
function makeRelease(
  application: ApplicationHead,
  chart: ReleaseChart,
  target: DeploymentTarget,
  entry: HelmReleaseDeploy,
  carried?: CarriedValues,
): HelmRelease {
  const { destination, name: _, metadata, install, rollback, postRenderers, values, valuesFrom, ...more } = entry;
  const { chart: _chart, template: _template, source: _source, ...rest } = more; // `chart` contains the result of merging them
  return {
    apiVersion: DELIVERIES.HelmRelease.apiVersion,
    kind: 'HelmRelease',
    metadata: targetMetadata(application, target.objectName, target.key, metadata),
    spec: withoutUndefined({
      ...chart,
      kubeConfig: destination.kubeConfig,
      targetNamespace: destination.targetNamespace,
      ...rest,
      install: install && lowerInstall(install),
      rollback: rollback && lowerRollback(rollback),
      postRenderers: postRenderers && lowerPostRenderers(postRenderers),
      valuesFrom: carried?.nulls ? [...(valuesFrom ?? []), carried.nulls.reference] : valuesFrom,
      values: carried?.values ?? values,
    }),
  };
}

type Install = NonNullable<HelmReleaseSpec['install']>;
type Rollback = NonNullable<HelmReleaseSpec['rollback']>;

/** HelmRelease v2 has `crds: Skip` for `skipCRDs: true` of the older API. */
function lowerInstall(install: Install): Install {
  if (install.skipCRDs !== true) return install;
  const { skipCRDs: _, ...rest } = install;
  return { ...rest, crds: 'Skip' };
}

/** `recreate` has had no effect since Helm 3; validation warns about it. */
function lowerRollback({ recreate: _, ...rest }: Rollback): Rollback {
  return rest;
}

/**
 * Post renderers in the form of HelmRelease v2: `patchesStrategicMerge` and `patchesJson6902`, which it does not have,
 * become `patches`. Kustomize applied the three in this order: strategic merges, patches, JSON patches.
 *
 * The keys of a patch are sorted, as an API server returns them, so the text is the same for the written and the stored
 * object.
 */
export function lowerPostRenderers(postRenderers: readonly PostRenderer[]): readonly HelmReleaseSpecPostRenderer[] {
  return postRenderers.map((renderer) => {
    const { patchesStrategicMerge, patchesJson6902, patches = [], ...rest } = renderer.kustomize ?? {};
    if (!patchesStrategicMerge && !patchesJson6902) return renderer;
    const rewritten = [
      ...(patchesStrategicMerge ?? []).map((patch) => ({ patch: printYaml(sortedKeys(patch)) })),
      ...patches,
      ...(patchesJson6902 ?? []).map(({ target, patch }) => ({ target, patch: printYaml(sortedKeys(patch)) })),
    ];
    return { ...renderer, kustomize: { ...rest, patches: rewritten } };
  });
}
