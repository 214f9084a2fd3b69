import { isFilled, isMap, mapOf, omit } from '../../json';
import { withKnownDefaults } from './kind-shape';

type KubeObject = Readonly<Record<string, unknown>>;

/**
 * A written object, as an API server stores and returns it.
 *
 * @param live the object before
 */
export function storedForm(object: KubeObject, live: KubeObject): KubeObject {
  const filled = withKnownDefaults(object);
  return ofKind({ ...filled, metadata: withoutEmpty(mapOf(filled.metadata)) }, live);
}

function withoutEmpty(map: KubeObject): KubeObject {
  const isEmpty = (value: unknown) => value === null || ((isMap(value) || Array.isArray(value)) && !isFilled(value));
  return Object.fromEntries(Object.entries(map).filter(([, value]) => !isEmpty(value)));
}

function ofKind(object: KubeObject, live: KubeObject): KubeObject {
  if (object.apiVersion !== 'v1') return object;
  if (object.kind === 'ConfigMap') return withoutEmpty(object);
  if (object.kind === 'Secret') return withoutEmpty(encoded(object));
  return object.kind === 'Namespace' ? namespace(object, live) : object;
}

/** `stringData` of a Secret is stored as data. */
function encoded(secret: KubeObject): KubeObject {
  const texts = Object.entries(mapOf(secret.stringData)).map(([key, text]) => [
    key,
    Buffer.from(String(text), 'utf8').toString('base64'),
  ]);
  return omit({ ...secret, data: { ...mapOf(secret.data), ...Object.fromEntries(texts) } }, ['stringData']);
}

/**
 * Every Namespace has its name as a label, and its finalizers change only through a subresource
 * (pkg/registry/core/namespace, `PrepareForUpdate`).
 */
function namespace(object: KubeObject, { spec }: KubeObject): KubeObject {
  const metadata = mapOf(object.metadata);
  const labels = { ...mapOf(metadata.labels), 'kubernetes.io/metadata.name': metadata.name };
  return { ...object, metadata: { ...metadata, labels }, ...(spec !== undefined && { spec }) };
}
