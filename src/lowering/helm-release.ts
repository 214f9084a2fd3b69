import type { HelmReleaseDeploy } from '../../imports/gitops.kubesphere.io';
import type { HelmRelease, HelmReleaseSpec } from '../../imports/helm.toolkit.fluxcd.io';
import { HELM_RELEASE_API_VERSION } from '../model/gitops';
import type { SharedParts } from '../model/shared-parts';
import { type ApplicationHead, targetMetadata, withDigest } from './metadata';
import { present, type ValuesConfigMap } from './objects';
import { lowerPostRenderers } from './post-renderers';
import { storedForm } from './stored';
import type { Target } from './target';
import { carryValues } from './values-config-map';

/** Where the chart of every release of an application comes from. */
export type ReleaseChart = Pick<HelmReleaseSpec, 'chart' | 'chartRef'>;

/** A HelmRelease, and the ConfigMap with the nulls of its values where it has any. */
export interface LoweredHelmRelease {
  readonly release: HelmRelease;
  readonly valuesConfigMap?: ValuesConfigMap;
}

/** Lowers one deployment target of an application with a helmRelease. */
export function lowerHelmRelease(
  application: ApplicationHead,
  chart: ReleaseChart,
  target: Target,
  entry: HelmReleaseDeploy,
  shared?: SharedParts,
): LoweredHelmRelease {
  const made = makeRelease(application, chart, target, entry);
  const stored = storedForm(entry);
  const storedRelease = stored === entry ? made.release : makeRelease(application, chart, target, stored).release;
  return { ...made, release: withDigest(made.release, storedRelease, shared) };
}

function makeRelease(
  application: ApplicationHead,
  chart: ReleaseChart,
  target: Target,
  entry: HelmReleaseDeploy,
): LoweredHelmRelease {
  const { destination, name: _, metadata, install, rollback, postRenderers, values, valuesFrom, ...rest } = entry;
  const carried = values && carryValues(values, application, target);
  const references = carried?.nulls ? [...(valuesFrom ?? []), carried.nulls.reference] : valuesFrom;
  const release: HelmRelease = {
    apiVersion: HELM_RELEASE_API_VERSION,
    kind: 'HelmRelease',
    metadata: targetMetadata(application, target.objectName, target.key, metadata),
    spec: present({
      ...chart,
      kubeConfig: destination.kubeConfig,
      targetNamespace: destination.targetNamespace,
      ...rest,
      install: install && lowerInstall(install),
      rollback: rollback && lowerRollback(rollback),
      postRenderers: postRenderers && lowerPostRenderers(postRenderers),
      valuesFrom: references,
      values: carried?.values,
    }),
  };
  return present({ release, valuesConfigMap: carried?.nulls?.configMap });
}

type Install = NonNullable<HelmReleaseSpec['install']>;
type Rollback = NonNullable<HelmReleaseSpec['rollback']>;

/** HelmRelease v2 says `crds: Skip` where the older API said `skipCRDs: true`. */
function lowerInstall(install: Install): Install {
  if (install.skipCRDs !== true) return install;
  const { skipCRDs: _, ...rest } = install;
  return { ...rest, crds: 'Skip' };
}

/** `recreate` has had no effect since Helm 3: validation warns of it. */
function lowerRollback({ recreate: _, ...rest }: Rollback): Rollback {
  return rest;
}
