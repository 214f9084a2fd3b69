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

/** A HelmRelease or Kustomization, as lowering makes it or as an API server returns it. */
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
 * The spec of a HelmRelease or Kustomization without what an API server or an applier may change in it and what does not
 * change what Flux delivers: the defaults of Flux's CRD are filled in; nulls and empty maps are left out, as client-side
 * apply drops them; so are `suspend`, which commands set, and the reference to the ConfigMap of nulls, which the lowering of a
 * stored Application may lack. Gates of waves are what they wait for, and not which revision.
 *
 * @returns plain data that equals that of another object where both deliver the same
 */
export function comparableSpec({ kind, metadata, spec }: ComparedObject): ValueMap {
  const { suspend: _, ...written } = isPlainObject(spec) ? spec : {};
  const rest: ValueMap = { ...written, dependsOn: comparableDependsOn(written.dependsOn, metadata.labels) };
  const own =
    kind === 'HelmRelease' ? { ...rest, valuesFrom: withoutNullsReference(rest.valuesFrom, metadata.name) } : rest;
  return (withoutEmpty(withDefaults(own, SCHEMAS[kind])) ?? {}) as ValueMap;
}

/** A digest of what counts in a comparison: what a watcher keeps of a spec. 64 hexadecimal digits. */
export function comparableDigest(object: ComparedObject): string {
  return digest([comparableSpec(object), isInWave(object)]);
}

/** Whether it says what its wave is to have. If it does not, the waves behind it wait for ever. */
function isInWave({ metadata }: ComparedObject): boolean {
  return metadata.labels?.[ROLLOUT] !== undefined;
}

/**
 * The fields in which what runs differs from what an Application is lowered to, as paths from the root of the object.
 *
 * Fields that an escape hatch has changed are left out, as the annotation on the live object names them. So are lists of
 * values that are missing while the object refers to its ConfigMap of nulls: a list that holds a null is carried there.
 * A difference in `suspend` counts only where the Application says `true` and the object does not: commands pause too.
 *
 * @param wanted as lowering makes it from the stored Application
 * @param live as an API server returns it
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
    ...(paths.some(isGate) ? [DEPENDENCIES] : []), // an entry has several parts, and an expression for which there is no field
    ...paths.filter((path) => !isGate(path)),
  ].filter((path) => !hatched.some((field) => isWithin(path, field) || isWithin(field, path)));
}

/**
 * The value of the annotation {@link HATCHED} of an object that was changed after its lowering: a JSON list of the JSON
 * pointers of the fields of its spec that differ.
 *
 * @returns undefined where none does
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

/** The fields that escape hatches have changed, as the annotation of the object lists them: JSON pointers (RFC 6901). */
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

/** Whether a path leads to the place of another, or to one within it. Indices of a JSON pointer are texts. */
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

/** The value without nulls and without maps that hold nothing else; undefined where nothing is left of a map. */
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

/** Where two values differ: in maps by key, in lists of one length by index. A map that is missing is an empty one. */
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
