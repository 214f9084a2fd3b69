import { type FieldPath, listOf, mapOf, stringOf, valueAt } from '../../json';
import { SOURCE_API } from '../../kubernetes';
import { addressOf, deliveryKindOf, type PlanObject, sourceKindOf, specOf } from './plan-object';

/** The addresses of the objects that a release, a Kustomization or a source uses. */
export function referencesOf(object: PlanObject): string[] {
  const kind = deliveryKindOf(object);
  if (kind === undefined && sourceKindOf(object) === undefined) return [];
  const spec = specOf(object);
  const sources = [
    spec.chartRef,
    spec.sourceRef,
    valueAt(spec, ['chart', 'spec', 'sourceRef']),
    ...listOf(spec.include).map((each) => ({ kind: 'GitRepository', ...mapOf(mapOf(each).repository) })),
  ];
  const texts = [...listOf(spec.valuesFrom), ...listOf(valueAt(spec, ['postBuild', 'substituteFrom']))];
  const secrets = SECRETS.map((path) => ({ ...mapOf(valueAt(spec, path)), kind: 'Secret' }));
  return [
    ...sources.flatMap((reference) => referred(object, reference, SOURCE_API.apiVersion)),
    ...texts.flatMap((reference) => referred(object, reference, 'v1')),
    ...secrets.flatMap((reference) => referred(object, reference, 'v1')),
    ...kubeConfigOf(object),
  ];
}

/** Fields of sources, HelmReleases and Kustomizations that refer to a Secret. */
const SECRETS: readonly FieldPath[] = [
  ['secretRef'],
  ['certSecretRef'],
  ['proxySecretRef'],
  ['sts', 'secretRef'],
  ['sts', 'certSecretRef'],
  ['verify', 'secretRef'],
  ['verify', 'trustedRootSecretRef'],
  ['decryption', 'secretRef'],
  ['chart', 'spec', 'verify', 'secretRef'],
];

/** The addresses of the deliveries that a delivery depends on. */
export function dependenciesOf(object: PlanObject): string[] {
  if (deliveryKindOf(object) === undefined) return [];
  const { apiVersion, kind } = object;
  return listOf(specOf(object).dependsOn).flatMap((entry) => referred(object, { ...mapOf(entry), kind }, apiVersion));
}

/** The keys that a delivery reads from a ConfigMap or Secret; undefined means all of them. */
export function readsOf(object: PlanObject, address: string): (string | undefined)[] {
  const spec = specOf(object);
  const isOfIt = (reference: unknown) => referred(object, reference, 'v1').includes(address);
  const values = listOf(spec.valuesFrom).filter(isOfIt);
  const variables = listOf(valueAt(spec, ['postBuild', 'substituteFrom'])).filter(isOfIt);
  return [
    ...values.map((reference) => stringOf(mapOf(reference).valuesKey) ?? VALUES_KEY),
    ...variables.map(() => undefined),
  ];
}

/** The default key that a release reads from a ConfigMap or Secret. */
const VALUES_KEY = 'values.yaml';

/** The address of the Secret or ConfigMap through which a delivery reaches its cluster. */
export function kubeConfigOf(object: PlanObject): string[] {
  const { secretRef, configMapRef } = mapOf(specOf(object).kubeConfig);
  return [
    ...referred(object, secretRef && { ...mapOf(secretRef), kind: 'Secret' }, 'v1'),
    ...referred(object, configMapRef && { ...mapOf(configMapRef), kind: 'ConfigMap' }, 'v1'),
  ];
}

/** @param reference kind, name, and the namespace unless it is the object's own */
function referred(from: PlanObject, reference: unknown, apiVersion: string): string[] {
  const { kind, name, namespace } = mapOf(reference);
  if (typeof kind !== 'string' || typeof name !== 'string') return [];
  return [addressOf({ apiVersion, kind, name, namespace: stringOf(namespace) ?? from.namespace })];
}
