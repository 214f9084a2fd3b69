export { withoutAbsent } from './absent-fields';
export {
  ClusterNames,
  checkNamesFit,
  clusterName,
  clustersAnnotation,
  givenName,
  givenNames,
  type NamedCluster,
  type NamesByObject,
  namedClusterId,
  namesByObject,
} from './cluster-names';
export { compactForm, type Sharing } from './compact-form';
export { type ComparedObject, comparableDigest, differingFields, hatchedAnnotation } from './comparison';
export { checkAcross, type Footprint, footprintOf, objectFootprint, templateFootprint } from './conflicts';
export { chartsOfTargets, type ExplainedLayer, explainLayers, type TextOfReference } from './explain';
export { explicitForm, inWrittenForm, isCompact, type WrittenTargets, writtenTargets } from './explicit-form';
export { destinationOf, isNamedByLowering, type NamedObject, ownerOf } from './identity';
export { chartOfWavesName, lowerTemplate, savedChart } from './lower/chart';
export { checkedLowering, type LoweringOptions, type LoweringResult, lower } from './lower/lower';
export { type LoweredTarget, type Lowering, loweringOf } from './lower/lowering';
export { ANY_DIGEST, checkNullsFit, markedApplication } from './lower/marked-application';
export type { Delivery, LoweredObject, ValuesConfigMap } from './lower/object';
export { valuesConfigMapName } from './lower/values-config-map';
export {
  ALIAS_NAME,
  ALLOWED,
  APPLICATION_NAME,
  APPROVED,
  CLUSTERS,
  CONFIRM_REMOVAL,
  CONSOLE_SOURCE_PREFIX,
  CONTROLLER,
  DELETION_POLICY,
  DESCRIPTION,
  DIGESTS,
  FLUXCD,
  HATCHED,
  HELM_TEMPLATE_NAME,
  INLINE_SECRETS,
  isApplication,
  LAST_APPLIED,
  LAST_REVISION,
  LOWERED_BY,
  LOWERING_DIGEST,
  LOWERING_FINALIZER,
  LOWERING_UID,
  MANAGED_BY,
  MANAGER,
  NULLS,
  ORPHAN,
  PRUNE,
  READY_NUMBER,
  ROLLOUT,
  ROLLOUT_GATE,
  SAVE_HELM_TEMPLATE,
  SUSPEND_BY,
  SUSPEND_REASON,
  SUSPEND_SINCE,
  SUSPEND_UNTIL,
  SYNTHESIS,
  TARGET_KEY,
  TYPE,
} from './marks';
export { readableTargets } from './readable-targets';
export { defaultReleaseName, MAX_RELEASE_NAME } from './release-name';
export { checkRollout } from './rollout/check';
export { gated, withoutGates } from './rollout/gated';
export { type Gate, gatesOf } from './rollout/gates';
export { releasesToCompare } from './rollout/in-waves';
export { revisionsOf } from './rollout/revisions';
export { isApproval, type Rollout, rolloutAnnotation, rolloutOf } from './rollout/rollout';
export { type WrittenGate, wavesOf, withShortGates, writtenGateOf } from './rollout/written-gate';
export { checkSizes } from './sizes';
export { withStoredNulls } from './stored-nulls';
export { type ChartOrigin, chartOfTarget, hasOwnChart, nameOfChart } from './target-chart';
export {
  type ClusterRef,
  clusterId,
  clusterOf,
  DEFAULT_KEY,
  type DeploymentTarget,
  helmReleaseTargets,
  isPlainCluster,
  kustomizationTargets,
  namesOfTargets,
  type TargetIdentity,
} from './targets';
export { validateApplication } from './validate/application';
export { type ChartBuild, chartBuildOf, checkChartValues, type TargetOfChart } from './validate/chart-values';
export { checkInlineSecrets, inOneWarning } from './validate/inline-secrets';
export { unknownField } from './validate/schema';
export { type SourceObjectKind, validateSource, validateTemplate } from './validate/source';
export { isIdentifiable } from './validate/targets';
export { contributionOfText, DEFAULT_VALUES_KEY, valuesOfText, valuesTextOf } from './values-text';
