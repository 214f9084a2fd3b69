import helmReleaseSchema from '../../imports/schemas/helm-release.json';
import kustomizationSchema from '../../imports/schemas/kustomization.json';
import {
  canonicalJson,
  digest,
  entryOf,
  type FieldPath,
  isPlainObject,
  parsedJson,
  setEntry,
  type ValueMap,
} from '../json';
import { type DeliveryKind, withDefaults } from '../kubernetes';
import { valuesConfigMapName } from './lower/values-config-map';
import { HATCHED, ROLLOUT } from './marks';
import { comparableDependsOn } from './rollout/gated';

/** A HelmRelease or Kustomization, as created by lowering or returned by an API server. */
export interface ComparedObject {
  readonly kind: DeliveryKind;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, unknown>>;
    readonly annotations?: Readonly<Record<string, unknown>>;
  };
  readonly spec?: unknown;
}

const SCHEMAS: Readonly<Record<DeliveryKind, object>> = {
  HelmRelease: helmReleaseSchema,
  Kustomization: kustomizationSchema,
};

/**
 * The spec of a HelmRelease or Kustomization, normalized: without changes that API servers and appliers make and that
 * do not affect what Flux delivers. The defaults of Flux's CRD are filled in. Nulls and empty maps are removed, because
 * client-side apply drops them. `suspend`, which commands set, is removed, and so is the reference to the ConfigMap of
 * nulls, which the lowering of a stored Application may lack. Of the gates of waves, only the object that they wait for
 * remains, without the revision.
 *
 * @returns plain data that is equal for two objects if they deliver the same
 */
export function comparableSpec({ kind, metadata, spec }: ComparedObject): ValueMap {
  const { suspend: _, ...written } = isPlainObject(spec) ? spec : {};
  const rest: ValueMap = { ...written, dependsOn: comparableDependsOn(written.dependsOn, metadata.labels) };
  const own =
    kind === 'HelmRelease' ? { ...rest, valuesFrom: withoutNullsReference(rest.valuesFrom, metadata.name) } : rest;
  return (withoutEmpty(withDefaults(own, SCHEMAS[kind])) ?? {}) as ValueMap;
}

/** A digest of the normalized spec, which a watcher keeps instead of the spec. 64 hexadecimal digits. */
export function comparableDigest(object: ComparedObject): string {
  return digest([comparableSpec(object), isInWave(object)]);
}

/** Whether the object has the label with the revision of its wave. Without it, later waves wait forever. */
function isInWave({ metadata }: ComparedObject): boolean {
  return metadata.labels?.[ROLLOUT] !== undefined;
}

/**
 * The fields in which a live object differs from the lowered Application, as paths from the root of the object.
 *
 * Fields changed by an escape hatch are excluded, according to the annotation on the live object. So are lists of
 * values that are missing while the object refers to its ConfigMap of nulls, because that ConfigMap contains lists with
 * a null. A difference in `suspend` counts only if the Application sets `true` and the object does not, because
 * commands also pause targets.
 *
 * @param wanted the object, lowered from the stored Application
 * @param live the object returned by an API server
 */
export function differingFields(wanted: ComparedObject, live: ComparedObject): FieldPath[] {
  const hatched = hatchedFields(live);
  const carriesNulls = refersToNulls(live);
  const found = differences(comparableSpec(wanted), comparableSpec(live), ['spec']).filter(
    ({ path, one, other }) => !(carriesNulls && path[1] === 'values' && Array.isArray(one) && other === undefined),
  );
  const isResumed = isSuspended(wanted) && !isSuspended(live);
  const lacksWave = isInWave(wanted) && !isInWave(live);
  const paths = found.map(({ path }) => path);
  const isGate = (path: FieldPath) => isInWave(wanted) && isWithin(path, DEPENDENCIES);
  return [
    ...(lacksWave ? [WAVE] : []),
    ...(isResumed ? [SUSPEND] : []),
    ...(paths.some(isGate) ? [DEPENDENCIES] : []), // an entry has several parts, and an expression that corresponds to no field
    ...paths.filter((path) => !isGate(path)),
  ].filter((path) => !hatched.some((field) => isWithin(path, field) || isWithin(field, path)));
}

/**
 * The value of the annotation {@link HATCHED} for an object that was changed after lowering: a JSON list of JSON
 * pointers to the fields of its spec that differ.
 *
 * @returns undefined if there are none
 */
export function hatchedAnnotation(lowered: object, changed: object): string | undefined {
  const specOf = (object: object) => (object as { readonly spec?: unknown }).spec;
  const fields = differences(specOf(lowered), specOf(changed), ['spec']).map(({ path }) => pointerOf(path));
  return fields.length === 0 ? undefined : JSON.stringify(fields);
}

function pointerOf(path: FieldPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const WAVE: FieldPath = ['metadata', 'labels', ROLLOUT];
const SUSPEND: FieldPath = ['spec', 'suspend'];
const DEPENDENCIES: FieldPath = ['spec', 'dependsOn'];

/** Whether `spec.suspend` of a HelmRelease or Kustomization is true. */
function isSuspended({ spec }: ComparedObject): boolean {
  return isPlainObject(spec) && spec.suspend === true;
}

/** The fields changed by escape hatches, from the annotation of the object: JSON pointers (RFC 6901). */
function hatchedFields({ metadata }: ComparedObject): FieldPath[] {
  return stringsOf(parsedJson(metadata.annotations?.[HATCHED])).map((pointer) =>
    pointer.split('/').slice(1).map(unescaped),
  );
}

function stringsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Whether a path leads to the same field as another, or into it. Indices in a JSON pointer are strings. */
function isWithin(path: FieldPath, outer: FieldPath): boolean {
  return outer.length <= path.length && outer.every((step, index) => String(step) === String(path[index]));
}

function refersToNulls({ metadata, spec }: ComparedObject): boolean {
  const { valuesFrom } = isPlainObject(spec) ? spec : {};
  return Array.isArray(valuesFrom) && valuesFrom.some((reference) => isNullsReference(reference, metadata.name));
}

function withoutNullsReference(valuesFrom: unknown, name: string): unknown {
  if (!Array.isArray(valuesFrom)) return valuesFrom;
  const kept = valuesFrom.filter((reference) => !isNullsReference(reference, name));
  return kept.length === 0 ? undefined : kept;
}

function isNullsReference(reference: unknown, name: string): boolean {
  return isPlainObject(reference) && reference.kind === 'ConfigMap' && reference.name === valuesConfigMapName(name);
}

/** The value without nulls and without maps that contain only nulls; undefined if nothing remains of a map. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutEmpty(item) ?? null);
  if (!isPlainObject(value)) return value ?? undefined;
  const kept: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const left = withoutEmpty(item);
    if (left !== undefined) setEntry(kept, key, left);
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

interface Difference {
  readonly path: FieldPath;
  readonly one: unknown;
  readonly other: unknown;
}

/**
 * The paths at which two values differ: in maps by key, in lists of the same length by index. A missing map counts as
 * empty.
 */
function differences(one: unknown, other: unknown, path: FieldPath): Difference[] {
  const [ofOne, ofOther] = [one ?? {}, other ?? {}];
  if (isPlainObject(ofOne) && isPlainObject(ofOther)) {
    const keys = [...new Set([...Object.keys(ofOne), ...Object.keys(ofOther)])].sort();
    return keys.flatMap((key) => differences(entryOf(ofOne, key), entryOf(ofOther, key), [...path, key]));
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.flatMap((item, index) => differences(item, other[index], [...path, index]));
  }
  return canonicalJson(one) === canonicalJson(other) ? [] : [{ path, one, other }];
}
