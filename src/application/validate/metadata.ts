import { type Diagnostic, error, redacted } from '../../diagnostics';
import { type FieldPath, isPlainObject } from '../../json';
import { dnsLabelProblem, dnsSubdomainProblem, labelValueProblem, qualifiedNameProblem } from '../../kubernetes';
import { validateSchema } from './schema';

/** The name of an object, at most `limit` characters. Values other than strings are left to the schema. */
export function checkObjectName(name: unknown, path: FieldPath, limit = 253): Diagnostic[] {
  return checkText(name, path, (text) => dnsSubdomainProblem(text, limit));
}

/** The name of a namespace. */
export function checkNamespace(name: unknown, path: FieldPath): Diagnostic[] {
  return checkText(name, path, dnsLabelProblem);
}

/** The names in a reference of the form `{name, namespace?}`. */
export function checkReference(reference: unknown, path: FieldPath): Diagnostic[] {
  if (!isPlainObject(reference)) return [];
  return [
    ...checkObjectName(reference.name, [...path, 'name']),
    ...checkNamespace(reference.namespace, [...path, 'namespace']),
  ];
}

/** The name in a `secretRef`. */
export function checkSecretRef(holder: unknown, path: FieldPath): Diagnostic[] {
  const reference = isPlainObject(holder) ? holder.secretRef : undefined;
  return isPlainObject(reference) ? checkObjectName(reference.name, [...path, 'secretRef', 'name']) : [];
}

/**
 * Labels and annotations that an author sets on an object.
 *
 * @param owned keys that are reserved, with their purpose
 */
export function checkMetadata(
  metadata: unknown,
  path: FieldPath,
  owned: Readonly<Record<string, string>> = {},
): Diagnostic[] {
  return [...checkEntries(metadata, path, owned), ...checkSize(metadata, path)];
}

/** Kubernetes' own limit for all annotations of an object (TotalAnnotationSizeLimitB). */
const MAX_ANNOTATIONS = 256 * 1024;

function checkSize(metadata: unknown, path: FieldPath): Diagnostic[] {
  const annotations = isPlainObject(metadata) && isPlainObject(metadata.annotations) ? metadata.annotations : {};
  const texts = Object.entries(annotations)
    .flat()
    .filter((text) => typeof text === 'string');
  const size = texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length, 0);
  if (size <= MAX_ANNOTATIONS) return [];
  return [
    error(
      'annotations-too-large',
      [...path, 'annotations'],
      `hold ${size} bytes in all, at most ${MAX_ANNOTATIONS} are allowed`,
    ),
  ];
}

function checkEntries(metadata: unknown, path: FieldPath, owned: Readonly<Record<string, string>>): Diagnostic[] {
  if (!isPlainObject(metadata)) return [];
  return (['labels', 'annotations'] as const).flatMap((kind) => {
    const map = metadata[kind];
    if (!isPlainObject(map)) return [];
    return Object.entries(map).flatMap(([key, value]) => {
      const place = [...path, kind, key];
      if (Object.hasOwn(owned, key))
        return [error('metadata-reserved', place, `is reserved for lowering: ${owned[key]}`)];
      return [
        ...checkText(key, place, qualifiedNameProblem),
        ...(kind === 'labels' ? checkText(value, place, labelValueProblem) : []),
      ];
    });
  });
}

/** Checks a string with `problemOf`. Values other than strings are left to the schema. */
export function checkText(
  text: unknown,
  path: FieldPath,
  problemOf: (text: string) => string | undefined,
): Diagnostic[] {
  if (typeof text !== 'string') return [];
  const problem = problemOf(text);
  return problem === undefined ? [] : [error('name-invalid', path, `${redacted(text)} ${problem}`)];
}

const anything = {};
const text = { type: 'string' };
const texts = { type: 'object', additionalProperties: text };

/**
 * ObjectMeta of Kubernetes (k8s.io/apimachinery/pkg/apis/meta/v1): the fields that authors write, and those that API
 * servers add.
 */
export const OBJECT_META = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: text,
    namespace: text,
    labels: texts,
    annotations: texts,
    creationTimestamp: anything,
    deletionGracePeriodSeconds: anything,
    deletionTimestamp: anything,
    finalizers: anything,
    generateName: anything,
    generation: anything,
    managedFields: anything,
    ownerReferences: anything,
    resourceVersion: anything,
    selfLink: anything,
    uid: anything,
  },
};

/**
 * Errors in the metadata of an object.
 *
 * @param limit the maximum length of its name
 */
export function checkObjectMeta(metadata: unknown, path: FieldPath, limit: number): Diagnostic[] {
  if (metadata === undefined) return [error('field-missing', path, 'required, but missing')];
  const { name, namespace } = isPlainObject(metadata) ? metadata : {};
  return [
    ...validateSchema(OBJECT_META, metadata, path),
    ...checkObjectName(name, [...path, 'name'], limit),
    ...checkNamespace(namespace, [...path, 'namespace']),
    ...checkMetadata(metadata, path),
  ];
}
