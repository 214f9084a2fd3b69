import type { KustomizationDeploy, SourceRef } from '../../../imports/gitops.kubesphere.io';
import type { Kustomization, KustomizationSpec } from '../../../imports/kustomize.toolkit.fluxcd.io';
import { withoutUndefined } from '../../json';
import { DELIVERIES } from '../../kubernetes';
import type { DeploymentTarget } from '../targets';
import { lowerSourceRef } from './chart';
import { type ApplicationHead, storedForm, targetMetadata, withDigest } from './object';

/** Lowers one deployment target of an application with a kustomization. */
export function lowerKustomization(
  application: ApplicationHead,
  source: SourceRef,
  target: DeploymentTarget,
  entry: KustomizationDeploy,
): Kustomization {
  const made = makeKustomization(application, source, target, entry);
  const stored = storedForm(entry);
  return withDigest(made, stored === entry ? made : makeKustomization(application, source, target, stored));
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
