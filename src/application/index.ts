export { withoutAbsent } from './absent-fields';
export { checkAcross, type Footprint, footprintOf, objectFootprint, templateFootprint } from './conflicts/footprints';
export { type ExplainedLayer, explainLayers } from './explain';
export { lowerTemplate } from './lower/helm-chart';
export { type Lowered, lower, planApplication } from './lower/lower';
export { type LoweredObject, present } from './lower/objects';
export { type LoweredTarget, type Plan, planOf } from './lower/plan';
export { valuesConfigMapName } from './lower/values-config-map';
export {
  ALIAS_NAME,
  ALLOWED,
  APPLICATION_API_VERSION,
  APPLICATION_GROUP,
  CONSOLE_SOURCE_PREFIX,
  DESCRIPTION,
  FLUXCD,
  HELM_RELEASE_API_VERSION,
  INLINE_SECRETS,
  isApplication,
  KUSTOMIZATION_API_VERSION,
  LAST_REVISION,
  LOWERING_DIGEST,
  MANAGED_BY,
  MANAGER,
  READY_NUMBER,
  SAVE_HELM_TEMPLATE,
  SOURCE_API_VERSION,
  SOURCE_GROUP,
  SUSPEND_BY,
  SUSPEND_REASON,
  SUSPEND_SINCE,
  SUSPEND_UNTIL,
  TARGET_KEY,
  TYPE,
} from './marks';
export { savedChart } from './release-chart';
export { type ClusterRef, clusterId, DEFAULT_KEY, type TargetIdentity } from './target-identity';
export { helmReleaseTargets, kustomizationTargets, type Target } from './targets';
export { validateTemplate } from './template';
export { validateApplication } from './validate/application';
export { checkInlineSecrets, inOneWarning } from './validate/inline-secrets';
export { unknownField } from './validate/schema';
export { type SourceObjectKind, validateSource } from './validate/source';
export { isTelling } from './validate/targets';
