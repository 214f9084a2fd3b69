export {
  dataKeyProblem,
  dnsLabelProblem,
  dnsSubdomainProblem,
  isWithinGo,
  labelValueProblem,
  millisecondsOf,
  qualifiedNameProblem,
  rfc3339,
} from './formats';
export {
  APPLICATION,
  apiVersionOf,
  HELM_CHART,
  type NamespacedName,
  namespacedName,
  objectId,
  pathOf,
  RELEASE_KINDS,
  RELEASES,
  type ReleaseKind,
  type Resource,
  SOURCES,
} from './kinds';
