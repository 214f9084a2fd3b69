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
  CONFIG_MAP,
  DELIVERIES,
  DELIVERY_KINDS,
  type DeliveryKind,
  LOWERED_KINDS,
  NAMESPACE,
  type NamespacedName,
  namespacedName,
  objectId,
  pathOf,
  type Resource,
  SOURCE_API,
  SOURCES,
} from './kinds';
export { type LabelSelector, labelSelectorOf, meets } from './label-selector';
export { type DefaultsSchema, withDefaults } from './schema-defaults';
