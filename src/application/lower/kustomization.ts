import type { KustomizationDeploy, SourceRef } from '../../../imports/gitops.kubesphere.io';
import type { Kustomization, KustomizationSpec } from '../../../imports/kustomize.toolkit.fluxcd.io';
import { withoutUndefined } from '../../json';
import { DELIVERIES } from '../../kubernetes';
import type { DeploymentTarget } from '../targets';
import { lowerSourceRef } from './chart';
import { type ApplicationHead, loweringDigest, storedForm, targetMetadata, withMarks } from './object';

/**
 * Lowers one deployment target of an application with a kustomization.
 *
 * @param digest of its lowering, if known
 */
export function lowerKustomization(
  application: ApplicationHead,
  source: SourceRef,
  target: DeploymentTarget,
  entry: KustomizationDeploy,
  digest?: string,
): Kustomization {
  const made = makeKustomization(application, source, target, entry);
  const digestOf = () => {
    const stored = storedForm(entry);
    return loweringDigest(stored === entry ? made : makeKustomization(application, source, target, stored));
  };
  return withMarks(made, { digest: digest ?? digestOf(), application: application.name });
}

function makeKustomization(
  application: ApplicationHead,
  source: SourceRef,
  target: DeploymentTarget,
  entry: KustomizationDeploy,
): Kustomization {
  const { destination, name: _, metadata, ...rest } = entry;
  return {
    apiVersion: DELIVERIES.Kustomization.apiVersion,
    kind: 'Kustomization',
    metadata: targetMetadata(application, target.objectName, target.key, metadata),
    spec: withoutUndefined({
      sourceRef: lowerSourceRef(source) as KustomizationSpec['sourceRef'],
      kubeConfig: destination.kubeConfig,
      targetNamespace: destination.targetNamespace,
      ...rest,
    }),
  };
}
