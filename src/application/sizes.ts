import type { Application } from '../../imports/gitops.kubesphere.io';
import { type Diagnostic, error, warning } from '../diagnostics';
import { partBytes, storedBytes, valueAt } from '../json';
import { LAST_APPLIED } from './marks';

/** Kubernetes' limit for all annotations of an object together (apimachinery `TotalAnnotationSizeLimitB`). */
const MAX_ANNOTATIONS = 256 * 1024;

/** The default limit for one request to etcd (`--max-request-bytes`). */
const MAX_OBJECT = 1.5 * 1024 * 1024;

/** The size of the status of a target with a short message: the watcher writes it to the same object. */
const STATUS_OF_TARGET = 450;

/** The namespace that kubectl sets on an object without one, unless it is called with another. */
const NAMESPACE = 'default';

const REMEDY =
  'write it in compact form, move values to a ConfigMap referenced by valuesFrom, or split the application';

/**
 * Checks whether an Application fits where it is stored: a warning if `kubectl apply` would fail, because it stores a
 * copy of the object in an annotation; an error if etcd would reject it, including the status of all its targets.
 *
 * @param application without errors, as it is applied: without fields that an API server adds
 * @param targets the number of its targets
 */
export function checkSizes(application: Application, targets: number): Diagnostic[] {
  const bytes = storedBytes(application, partBytes(firstTarget(application)));
  const needed = bytes + targets * STATUS_OF_TARGET;
  if (needed > MAX_OBJECT) {
    const message =
      `the Application has ${bytes} bytes, and its status needs up to ${STATUS_OF_TARGET} for each of ${targets} targets: ` +
      `of these ${needed} bytes etcd takes ${MAX_OBJECT}; ${REMEDY}`;
    return [error('application-too-large', [], message)];
  }
  const annotations = annotationBytes(application, bytes);
  if (annotations <= MAX_ANNOTATIONS) return [];
  const message =
    `kubectl apply would reject the Application: including the copy that it stores in an annotation, the annotations have ` +
    `${annotations} bytes, and ${MAX_ANNOTATIONS} are allowed; apply it with kubectl apply --server-side, ${REMEDY}`;
  return [warning('apply-too-large', [], message)];
}

/** In explicit form targets share most of their values. */
function firstTarget(application: Application): unknown {
  const config = ['spec', 'fluxApp', 'spec', 'config'];
  return (
    valueAt(application, [...config, 'helmRelease', 'deploy', 0]) ??
    valueAt(application, [...config, 'kustomization', 0])
  );
}

/**
 * The size in bytes of the annotations after a client-side `kubectl apply`. The copy is JSON followed by a line break,
 * without the copy itself, and with a map of annotations even if that is empty.
 *
 * @param bytes of the Application
 */
function annotationBytes({ metadata }: Application, bytes: number): number {
  const { [LAST_APPLIED]: _, ...annotations } = metadata.annotations ?? {};
  const own = { ...metadata, namespace: metadata.namespace ?? NAMESPACE, annotations };
  const copy = bytes - storedBytes(metadata) + storedBytes(own) + '\n'.length;
  const others = Object.entries(annotations).map(([key, text]) => Buffer.byteLength(key) + Buffer.byteLength(text));
  return LAST_APPLIED.length + copy + others.reduce((sum, each) => sum + each, 0);
}
