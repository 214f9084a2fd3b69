import { randomUUID } from 'node:crypto';
import { isPlainObject, listOf, mapOf, mergePatched } from '../../src/json';
import { alreadyExists, badRequest, invalid, notFound, outdated } from './failure';
import { apiVersionOf, type ServedKind } from './kinds';
import { afterUpdate, applied, type Writer } from './managed-fields';
import type { KubeObject } from './object';
import { isSame, jsonPatched } from './patch';

/** A write of one object. */
export interface Write {
  readonly kind: ServedKind;
  readonly namespace: string;
  readonly name: string;
  readonly subresource?: 'status';
  readonly contentType: string;
  readonly manager: string;
  readonly isForced: boolean;
  readonly body: unknown;
}

/** The object that a POST creates. @throws Failure */
export function created(write: Write, before: KubeObject | undefined): KubeObject {
  const { kind, namespace, name } = write;
  if (before) throw alreadyExists(kind, name);
  return fresh(write, mapOf(write.body) as unknown as KubeObject, namespace);
}

/** The object after a PUT. @throws Failure */
export function updated(write: Write, before: KubeObject | undefined): KubeObject {
  if (!before) throw notFound(write.kind, write.name);
  const wanted = mapOf(write.body) as unknown as KubeObject;
  if (write.kind.needsVersion && wanted.metadata?.resourceVersion === undefined)
    throw invalid('metadata.resourceVersion: Invalid value: 0: must be specified for an update');
  return changed(write, before, wanted);
}

/** The object after a PATCH. @throws Failure */
export function patched(write: Write, before: KubeObject | undefined): KubeObject {
  const { kind, name, contentType, body } = write;
  if (contentType.startsWith('application/apply-patch')) return afterApply(write, before);
  if (!before) throw notFound(kind, name);
  if (contentType === 'application/json-patch+json') {
    if (!Array.isArray(body)) throw badRequest('a JSON patch is a list');
    return changed(write, before, jsonPatched(before, body) as KubeObject);
  }
  if (contentType !== 'application/merge-patch+json') throw badRequest(`the fake does not know ${contentType}`);
  return changed(write, before, mergePatched(before, body) as KubeObject);
}

/** The object after a DELETE; undefined if it has no finalizers. @throws Failure */
export function deleted(kind: ServedKind, options: unknown, before: KubeObject): KubeObject | undefined {
  const { uid, resourceVersion } = mapOf(mapOf(options).preconditions);
  const { metadata } = before;
  const isOther = (wanted: unknown, is: unknown) => wanted !== undefined && wanted !== is;
  if (isOther(uid, metadata.uid) || isOther(resourceVersion, metadata.resourceVersion))
    throw outdated(kind, metadata.name);
  if (listOf(metadata.finalizers).length === 0) return undefined;
  if (metadata.deletionTimestamp !== undefined) return before;
  const deletionTimestamp = new Date().toISOString().replace(/\.\d+/, '');
  const generation = kind.isCustom ? { generation: (metadata.generation ?? 0) + 1 } : {};
  return { ...before, metadata: { ...metadata, deletionTimestamp, ...generation } };
}

/** Whether a write has removed the last finalizer of an object that is being deleted. */
export function isGone(before: KubeObject | undefined, { metadata }: KubeObject): boolean {
  const wasHeld = listOf(before?.metadata.finalizers).length > 0;
  return wasHeld && metadata.deletionTimestamp !== undefined && listOf(metadata.finalizers).length === 0;
}

function afterApply(write: Write, before: KubeObject | undefined): KubeObject {
  const config = mapOf(write.body) as unknown as KubeObject;
  const { object, managedFields } = applied(before, config, writerOf(write), write.isForced);
  const made = before ? changed(write, before, object) : fresh(write, object, write.namespace);
  const isUnchanged =
    before !== undefined && withoutTimes(before.metadata.managedFields) === withoutTimes(managedFields);
  if (made === before && isUnchanged) return before;
  return { ...made, metadata: { ...made.metadata, managedFields } };
}

const withoutTimes = (entries: unknown) =>
  JSON.stringify(entries, (key, value) => (key === 'time' ? undefined : value));

function fresh(write: Write, wanted: KubeObject, namespace: string): KubeObject {
  const { kind } = write;
  const { status, ...rest } = wanted;
  const object: KubeObject = {
    ...rest,
    ...(status !== undefined && !kind.isCustom ? { status } : {}),
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {
      ...wanted.metadata,
      ...(kind.isNamespaced ? { namespace } : {}),
      name: write.name,
      uid: randomUUID(),
      creationTimestamp: new Date().toISOString().replace(/\.\d+/, ''),
      ...(kind.isCustom ? { generation: 1 } : {}),
    },
  };
  const managedFields = afterUpdate(undefined, object, writerOf(write));
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** @returns `before` itself if nothing changes: then nothing is written, and the resourceVersion stays */
function changed(write: Write, before: KubeObject, wanted: KubeObject): KubeObject {
  const { kind, name, subresource } = write;
  const { uid, resourceVersion } = wanted.metadata ?? {};
  if (resourceVersion && resourceVersion !== before.metadata.resourceVersion) throw outdated(kind, name);
  if (uid !== undefined && uid !== before.metadata.uid)
    throw invalid(`${kind.kind} "${name}" is invalid: metadata.uid: Invalid value: "${uid}": field is immutable`);
  const next = kind.isCustom ? writable(before, wanted, subresource) : { ...wanted, ...identity(before, wanted) };
  if (isSame(next, before)) return before;
  const managedFields = afterUpdate(before, next, writerOf(write));
  return { ...next, metadata: { ...next.metadata, managedFields } };
}

/** The fields that the main resource or the status subresource accepts, with the resulting generation. */
function writable(before: KubeObject, wanted: KubeObject, subresource: 'status' | undefined): KubeObject {
  if (subresource === 'status') {
    const { status: _, ...rest } = before;
    return wanted.status === undefined ? rest : { ...rest, status: wanted.status };
  }
  const { status: _, ...rest }: KubeObject = { ...wanted, ...identity(before, wanted) };
  const next: KubeObject = before.status === undefined ? rest : { ...rest, status: before.status };
  const content = ({ metadata: _, status: __, ...fields }: KubeObject) => fields;
  if (isSame(content(next), content(before))) return next;
  return { ...next, metadata: { ...next.metadata, generation: (before.metadata.generation ?? 0) + 1 } };
}

/** The fields that no write changes. */
function identity(before: KubeObject, wanted: KubeObject): Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'> {
  const { name, namespace, uid, resourceVersion, generation, creationTimestamp, managedFields } = before.metadata;
  const { deletionTimestamp } = before.metadata;
  const kept = {
    name,
    namespace,
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    deletionTimestamp,
    managedFields,
  };
  const present = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  const metadata = isPlainObject(wanted.metadata) ? wanted.metadata : {};
  return { apiVersion: before.apiVersion, kind: before.kind, metadata: { ...metadata, ...present, name } };
}

function writerOf({ kind, manager, subresource }: Write): Writer {
  return { manager, subresource, apiVersion: apiVersionOf(kind) };
}
