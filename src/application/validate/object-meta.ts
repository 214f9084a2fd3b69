import { type Diagnostic, error } from '../../diagnostics';
import type { Path } from '../../json';
import { isPlainObject } from '../../json';
import { checkMetadata, checkNamespace, checkObjectName } from './names';
import { validateSchema } from './schema';

const anything = {};
const text = { type: 'string' };
const texts = { type: 'object', additionalProperties: text };

/** ObjectMeta of Kubernetes (k8s.io/apimachinery/pkg/apis/meta/v1): what authors write, and what API servers add. */
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
 * What is wrong with the metadata of an object.
 *
 * @param limit the most characters that its name may have
 */
export function checkObjectMeta(metadata: unknown, path: Path, limit: number): Diagnostic[] {
  if (metadata === undefined) return [error(path, 'required, but missing')];
  const { name, namespace } = isPlainObject(metadata) ? metadata : {};
  return [
    ...validateSchema(OBJECT_META, metadata, path),
    ...checkObjectName(name, [...path, 'name'], limit),
    ...checkNamespace(namespace, [...path, 'namespace']),
    ...checkMetadata(metadata, path),
  ];
}
