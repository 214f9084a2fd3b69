import { isPlainObject, mapOf } from '../../src/json';
import { Failure } from './failure';
import type { KubeObject, ManagedFields } from './object';
import { isSame } from './patch';

/** A writer, as in an entry of managedFields. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
  readonly apiVersion: string;
}

/** A path of keys, as JSON. Lists are atomic: a path ends at a list. */
type FieldPath = string;

/** Fields that no writer owns. */
const SYSTEM = ['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields'];

/**
 * The managedFields of an object after a create, an update or a patch: a writer owns the fields whose value it changes.
 */
export function afterUpdate(before: KubeObject | undefined, now: KubeObject, writer: Writer): readonly ManagedFields[] {
  const [was, is] = [leaves(before), leaves(now)];
  const changed = [...is].flatMap(([path, value]) => (was.has(path) && isSame(was.get(path), value) ? [] : [path]));
  const lost = new Set([...changed, ...[...was.keys()].filter((path) => !is.has(path))]);
  const entries = entriesOf(before?.metadata.managedFields).map(({ entry, paths }) => ({
    entry,
    paths: minus(paths, lost),
  }));
  return changed.length === 0 ? written(entries) : written(merge(entries, 'Update', writer, changed));
}

/**
 * A server-side apply: the writer sets and owns the fields of `config`. Fields that only it owned, and that it no
 * longer sets, are removed.
 *
 * @throws Failure 409 if another manager owns a field with another value, unless forced
 */
export function applied(
  live: KubeObject | undefined,
  config: KubeObject,
  writer: Writer,
  isForced: boolean,
): { readonly object: KubeObject; readonly managedFields: readonly ManagedFields[] } {
  const [was, wanted] = [leaves(live), leaves(config)];
  const entries = entriesOf(live?.metadata.managedFields);
  const isOwn = ({ entry }: Entry) => entry.operation === 'Apply' && isOf(entry, writer);
  const others = entries.filter((entry) => !isOwn(entry));
  const differing = [...wanted].flatMap(([path, value]) => (isSame(was.get(path), value) ? [] : [path]));
  const conflicts = others.flatMap(({ entry, paths }) =>
    differing.filter((path) => paths.has(path)).map((path) => ({ manager: entry.manager, path })),
  );
  if (conflicts.length > 0 && !isForced) throw conflictOf(conflicts);
  const gone = entries
    .filter(isOwn)
    .flatMap(({ paths }) => [...paths])
    .filter((path) => !wanted.has(path) && !others.some(({ paths }) => paths.has(path)));
  const object = structuredClone(live ?? config) as Record<string, unknown>;
  for (const path of gone) unset(object, JSON.parse(path));
  for (const [path, value] of wanted) set(object, JSON.parse(path), value);
  const lost = new Set(differing);
  const kept = others.map(({ entry, paths }) => ({ entry, paths: minus(paths, lost) }));
  return {
    object: object as unknown as KubeObject,
    managedFields: written(merge(kept, 'Apply', writer, [...wanted.keys()])),
  };
}

interface Entry {
  readonly entry: ManagedFields;
  readonly paths: ReadonlySet<FieldPath>;
}

function conflictOf(conflicts: readonly { readonly manager: string; readonly path: FieldPath }[]): Failure {
  const [first] = conflicts;
  const fields = conflicts.map(({ path }) => `.${JSON.parse(path).join('.')}`);
  const count = conflicts.length === 1 ? '1 conflict' : `${conflicts.length} conflicts`;
  const where = conflicts.length === 1 ? `: ${fields[0]}` : `:\n- ${fields.join('\n- ')}`;
  const causes = conflicts.map(({ manager }, index) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}"`,
    field: fields[index],
  }));
  return new Failure(409, 'Conflict', `Apply failed with ${count}: conflict with "${first?.manager}"${where}`, causes);
}

function merge(entries: readonly Entry[], operation: 'Apply' | 'Update', writer: Writer, paths: FieldPath[]): Entry[] {
  const isSameEntry = ({ entry }: Entry) => entry.operation === operation && isOf(entry, writer);
  const own = entries.find(isSameEntry)?.paths ?? new Set();
  const { manager, subresource, apiVersion } = writer;
  const entry: ManagedFields = {
    ...{ manager, operation, apiVersion, time: new Date().toISOString().replace(/\.\d+/, '') },
    ...{ fieldsType: 'FieldsV1', fieldsV1: {} },
    ...(subresource === undefined ? {} : { subresource }),
  };
  return [...entries.filter((other) => !isSameEntry(other)), { entry, paths: new Set([...own, ...paths]) }];
}

const isOf = (entry: ManagedFields, { manager, subresource }: Writer) =>
  entry.manager === manager && entry.subresource === subresource;

const minus = (paths: ReadonlySet<FieldPath>, lost: ReadonlySet<FieldPath>) =>
  new Set([...paths].filter((path) => !lost.has(path)));

/** The values of all fields that can be owned, by path. */
function leaves(object: KubeObject | undefined): Map<FieldPath, unknown> {
  const found = new Map<FieldPath, unknown>();
  const walk = (value: unknown, path: readonly string[]) => {
    if (isPlainObject(value) && Object.keys(value).length > 0) {
      for (const key of Object.keys(value)) walk(value[key], [...path, key]);
    } else found.set(JSON.stringify(path), value);
  };
  const { apiVersion: _, kind: __, metadata, ...rest } = object ?? { metadata: undefined };
  const owned = Object.entries(metadata ?? {}).filter(([key, value]) => !SYSTEM.includes(key) && value !== undefined);
  for (const [key, value] of owned) walk(value, ['metadata', key]);
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) walk(value, [key]);
  return found;
}

function entriesOf(managedFields: readonly ManagedFields[] = []): Entry[] {
  return managedFields.map((entry) => {
    const paths = new Set<FieldPath>();
    const walk = (fields: Readonly<Record<string, unknown>>, path: readonly string[]) => {
      const keys = Object.keys(fields).filter((key) => key.startsWith('f:'));
      if (keys.length === 0 && path.length > 0) paths.add(JSON.stringify(path));
      for (const key of keys) walk(mapOf(fields[key]), [...path, key.slice(2)]);
    };
    walk(mapOf(entry.fieldsV1), []);
    return { entry, paths };
  });
}

function written(entries: readonly Entry[]): ManagedFields[] {
  return entries
    .filter(({ paths }) => paths.size > 0)
    .map(({ entry, paths }) => {
      const fieldsV1 = {};
      for (const path of paths) {
        const keys = (JSON.parse(path) as string[]).map((key) => `f:${key}`);
        set(fieldsV1, keys, {});
      }
      return { ...entry, fieldsV1 };
    });
}

function set(holder: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) holder[key] = value;
  else {
    if (!isPlainObject(holder[key])) holder[key] = {};
    set(holder[key] as Record<string, unknown>, rest, value);
  }
}

function unset(holder: Record<string, unknown>, [key = '', ...rest]: readonly string[]): void {
  if (rest.length === 0) delete holder[key];
  else if (isPlainObject(holder[key])) unset(holder[key] as Record<string, unknown>, rest);
}
