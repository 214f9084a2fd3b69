import type { Application, ApplicationConfig, ApplicationFluxApp } from '../../imports/gitops.kubesphere.io';
import { canonicalJson, entryOf, isPlainObject, setEntry, type ValueMap, withoutUndefined } from '../json';
import { checkNesting, mergeLayers } from '../values';

/** Facts about the targets of an Application that are not visible in it. */
export interface Sharing {
  /**
   * Values that go into the defaults if a target has them; other fields of the defaults are those that most targets
   * have.
   */
  readonly defaults?: ValueMap;
  /**
   * The layers, from the lowest to the highest. A layer has only these fields; if a field is `undefined` here, its
   * value is the most frequent one among its targets. A layer without differences is omitted.
   */
  readonly layers?: readonly { readonly name: string; readonly fields: ValueMap }[];
  /** The indices of the layers of a target, in order. */
  readonly layersOf?: (target: number) => readonly number[];
}

/**
 * Converts an Application to compact form: defaults, layers, and the remaining fields in each target. Its explicit form
 * is the original Application.
 *
 * @param application in explicit form, without errors
 */
export function compactForm(application: Application, sharing: Sharing = {}): Application {
  const { spec } = application;
  const fluxApp = spec.fluxApp as ApplicationFluxApp;
  const { helmRelease, kustomization, ...others } = fluxApp.spec.config;
  const { deploy, ...ofHelm } = helmRelease ?? {};
  const set = compactSet((deploy ?? kustomization ?? []) as unknown as readonly Entry[], sharing);
  const config = (
    helmRelease ? { ...others, helmRelease: { ...ofHelm, ...set } } : { ...others, kustomizationSet: set }
  ) as ApplicationConfig;
  return { ...application, spec: { ...spec, fluxApp: { ...fluxApp, spec: { ...fluxApp.spec, config } } } };
}

interface Entry extends ValueMap {
  readonly destination: unknown;
  readonly name?: string;
}

function compactSet(entries: readonly Entry[], { defaults: preferred = {}, layers = [], layersOf }: Sharing): ValueMap {
  if (entries.length < 2) return { targets: entries };
  const fields = entries.map(({ destination: _, name: __, ...shared }) => shared);
  const ofTargets = entries.map((_, index) => layersOf?.(index) ?? []);
  const defaults = commonPart(fields, { preferred });
  const made = layers.map(({ fields: own }, layer) => {
    const members = fields.filter((_, index) => ofTargets[index]?.includes(layer));
    return difference(defaults, commonPart(members, { preferred: own, isAll: true }));
  });
  const bases = new Map<string, ValueMap>();
  const targets = entries.map(({ destination, name }, index) => {
    const applied = (ofTargets[index] ?? []).filter((layer) => made[layer] !== undefined);
    const base = bases.get(applied.join()) ?? mergeLayers([defaults, ...applied.map((layer) => made[layer])]);
    bases.set(applied.join(), base);
    const names = applied.map((layer) => layers[layer]?.name);
    const own = difference(base, fields[index] as ValueMap);
    return withoutUndefined({ name, destination, layers: names.length > 0 ? names : undefined, ...own });
  });
  const written = layers.flatMap(({ name }, layer) => (made[layer] ? [{ name, ...made[layer] }] : []));
  return withoutUndefined({ defaults, layers: written.length > 0 ? written : undefined, targets });
}

/** Facts about a common part. */
interface Known {
  /** Values to use if one of the maps has them. */
  readonly preferred?: unknown;
  /** Whether the common part has only these keys, if it is a map. */
  readonly isAll?: boolean;
}

/**
 * The common part of maps: for every key that all of them have, the preferred value, or else the most frequent one;
 * nested maps are handled recursively. Keys that one of them lacks are omitted, because merging cannot remove them
 * again.
 */
function commonPart(maps: readonly ValueMap[], { preferred, isAll = false }: Known): ValueMap {
  const [first, ...others] = maps;
  const hints = isPlainObject(preferred) ? preferred : undefined;
  const common: Record<string, unknown> = {};
  for (const key of Object.keys(first ?? {})) {
    if (isAll && hints !== undefined && !Object.hasOwn(hints, key)) continue;
    const value = first?.[key];
    if (value === undefined) continue;
    const hint = hints && entryOf(hints, key);
    // most parts are identical in all targets
    if (others.every((map) => entryOf(map, key) === value) && isWhole(value, { preferred: hint, isAll })) {
      setEntry(common, key, value);
      continue;
    }
    const values: unknown[] = [value];
    for (const map of others) values.push(entryOf(map, key));
    if (values.includes(undefined)) continue;
    setEntry(common, key, commonValue(values, { preferred: hint, isAll }));
  }
  return common;
}

/** Whether a value that all have is common as a whole, without omitting a key. */
function isWhole(value: unknown, { preferred, isAll }: Known): boolean {
  return !isPlainObject(value) || !isAll || preferred === undefined;
}

/**
 * If some of the values are maps, the result is the common part of these maps if a map is preferred, or if they are the
 * majority.
 */
function commonValue(values: readonly unknown[], known: Known): unknown {
  const maps = values.filter(isPlainObject);
  if (maps.length === values.length) return commonPart(maps, known);
  const counts = new Map<string, { readonly value: unknown; count: number }>();
  for (const value of values) {
    if (isPlainObject(value)) continue;
    const text = canonicalJson(value);
    const counted = counts.get(text) ?? { value, count: 0 };
    counted.count++;
    counts.set(text, counted);
  }
  const wanted = isLeaf(known.preferred) ? counts.get(canonicalJson(known.preferred)) : undefined;
  const [most] = [...counts.values()].sort((one, other) => other.count - one.count);
  if (wanted !== undefined) return wanted.value;
  const areMapsWanted = isPlainObject(known.preferred) && maps.length > 0;
  return most === undefined || areMapsWanted || maps.length > most.count ? commonPart(maps, known) : most.value;
}

/**
 * Whether it is plain data, but not a map. Lists belong to an author and may contain a Lazy, so they are compared as a
 * whole.
 */
function isLeaf(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined && typeof value !== 'function';
  return (
    Array.isArray(value) &&
    checkNesting(value).length === 0 &&
    value.every((item) => isLeaf(item) || isPlainObject(item))
  );
}

/**
 * The map to merge into `below` to get `above`, which has all keys of `below`; undefined if they are equal.
 *
 * @param below the common part of maps that include `above`, or a map that contains it
 */
function difference(below: ValueMap, above: ValueMap): ValueMap | undefined {
  if (below === above) return undefined;
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(above)) {
    const [before, after] = [entryOf(below, key), above[key]];
    if (before === after || after === undefined) continue;
    const isMap = isPlainObject(before) && isPlainObject(after);
    const part = isMap ? difference(before, after) : sameJson(before, after) ? undefined : after;
    if (part === undefined) continue;
    changed ??= {};
    setEntry(changed, key, part);
  }
  return changed;
}

function sameJson(one: unknown, other: unknown): boolean {
  return one !== undefined && canonicalJson(one) === canonicalJson(other);
}
