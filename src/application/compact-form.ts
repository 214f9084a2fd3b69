import type { Application, ApplicationConfig, ApplicationFluxApp } from '../../imports/gitops.kubesphere.io';
import { canonicalJson, entryOf, isPlainObject, setEntry, type ValueMap, withoutUndefined } from '../json';
import { checkNesting, mergeLayers } from '../values';

/** What the targets of an Application are known to share, which is not to be seen in it. */
export interface Sharing {
  /** Values that go into the defaults wherever a target has them; of other fields it is what most targets say. */
  readonly defaults?: ValueMap;
  /**
   * The layers, from the lowest to the highest. A layer has these fields and no others; of a field that is `undefined` here it
   * has what most of its targets say. One in which nothing is different is left out.
   */
  readonly layers?: readonly { readonly name: string; readonly fields: ValueMap }[];
  /** The indices of the layers of a target, in their order. */
  readonly layersOf?: (target: number) => readonly number[];
}

/**
 * An Application in compact form: defaults, layers, and in each target the rest. Its explicit form is the Application
 * again.
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

/** What is known of a common part. */
interface Known {
  /** Values to be taken wherever one of the maps has them. */
  readonly preferred?: unknown;
  /** Whether the common part has no other keys than those, where it is a map. */
  readonly isAll?: boolean;
}

/**
 * What maps have in common: of every key that all of them have, the preferred value, or else what most of them say; maps are
 * gone into. A key that one of them lacks is left out, as what is merged over the result cannot remove it.
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
    // most parts are the very same in all targets
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

/** Whether a value that all have is common as a whole: no key of it is left out. */
function isWhole(value: unknown, { preferred, isAll }: Known): boolean {
  return !isPlainObject(value) || !isAll || preferred === undefined;
}

/** Of values some of which are maps it is the common part of these where a map is preferred, or they are the most. */
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

/** Whether it is plain data and no map. Lists are those of an author, and may hold a Lazy: they are compared as a whole. */
function isLeaf(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined && typeof value !== 'function';
  return (
    Array.isArray(value) &&
    checkNesting(value).length === 0 &&
    value.every((item) => isLeaf(item) || isPlainObject(item))
  );
}

/**
 * What has to be merged over a map to get another one, which has all its keys; undefined where they are equal.
 *
 * @param below what `above` is the most common part of, or one that holds it
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
