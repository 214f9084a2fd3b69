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
  NAMESPACE,
  type NamespacedName,
  namespacedName,
  objectId,
  pathOf,
  RELEASE_KINDS,
  RELEASES,
  type ReleaseKind,
  type Resource,
  SOURCE_API,
  SOURCES,
} from './kinds';
