/**
 * Operations of the API server on values in an apply: rules of sigs.k8s.io/structured-merge-diff/v6 (typed/merge.go,
 * compare.go, tofieldset.go and remove.go), based on {@link Shape} instead of its schemas.
 */

import { canonicalJson, entryOf, isMap, listOf, mapOf, pick, setEntry } from '../../json';
import {
  below,
  entryStep,
  type FieldNode,
  type FieldSet,
  type FieldSteps,
  insert,
  keyedStep,
  NO_FIELDS,
  valueStep,
} from './field-set';
import { formOf, type ListShape, type MapShape, type Shape } from './shape';

const isEmpty = (value: unknown) => Object.keys((value ?? {}) as object).length === 0;

/** The step of an item in a list whose items have identities. */
function stepOf(list: ListShape, item: unknown): string {
  return Array.isArray(list.keys) ? keyedStep(keysIn(list, item)) : valueStep(item);
}

/** The identity of an item. */
function keysIn({ keys, keyDefaults }: ListShape, item: unknown): object {
  return pick({ ...keyDefaults, ...mapOf(item) }, keys as readonly string[]);
}

function keysOf(...maps: readonly unknown[]): string[] {
  return [...new Set(maps.flatMap((map) => Object.keys(mapOf(map))))];
}

/** The fields of a value. */
export function fieldsOf(shape: Shape, value: unknown): FieldSet {
  const nodes = new Map<string, FieldNode>();
  const form = formOf(shape, value);
  if (form === 'map' && !isOneField(shape, value)) {
    const map = shape.map as MapShape;
    for (const [key, entry] of Object.entries(mapOf(value))) {
      const children = fieldsOf(map.entry(key), entry);
      const isMember = isOneField(map.entry(key), entry) || isEmptyMap(entry) || !map.isNamed(key);
      if (isMember || children.size > 0) nodes.set(entryStep(key), { isMember, children });
    }
  }
  if (form === 'list' && !isOneField(shape, value)) {
    const list = shape.list as ListShape;
    for (const part of listOf(value)) {
      const step = stepOf(list, part);
      // a duplicate item is one field
      const children = nodes.has(step) ? NO_FIELDS : fieldsOf(list.item(step), part);
      nodes.set(step, { isMember: true, children });
    }
  }
  return nodes;
}

const isEmptyMap = (value: unknown) => value === null || (isMap(value) && isEmpty(value));

/** Whether a value of a shape has no separate fields. */
function isOneField(shape: Shape, value: unknown): boolean {
  const form = formOf(shape, value);
  if (form === 'map') return (shape.map as MapShape).isAtomic;
  return form === 'scalar' || shape.list?.keys === undefined;
}

/** A value merged over another one. */
export function merged(shape: Shape, lower: unknown, upper: unknown): unknown {
  const form = formOf(shape, upper === undefined ? lower : upper);
  const isFilled = (value: unknown) => (form === 'map' ? isMap(value) : Array.isArray(value)) && !isEmpty(value);
  const isLeaf = isOneField(shape, upper === undefined ? lower : upper) || (!isFilled(lower) && !isFilled(upper));
  if (isLeaf) return upper === undefined ? lower : upper;
  return form === 'map'
    ? mergedMaps(shape.map as MapShape, mapOf(lower), mapOf(upper))
    : mergedLists(shape.list as ListShape, listOf(lower), listOf(upper));
}

function mergedMaps({ entry }: MapShape, lower: Readonly<Record<string, unknown>>, upper: typeof lower): unknown {
  const out: Record<string, unknown> = {};
  for (const key of keysOf(lower, upper)) {
    setEntry(out, key, merged(entry(key), entryOf(lower, key), entryOf(upper, key)));
  }
  return out;
}

function mergedLists(list: ListShape, lower: readonly unknown[], upper: readonly unknown[]): unknown {
  const [below, above] = [itemsOf(list, lower), itemsOf(list, upper)];
  return mergedOrder([...below.keys()], [...above.keys()]).map((step) => {
    const item = merged(list.item(step), below.get(step), above.get(step));
    // the API server fills in default keys
    return below.has(step) || !Array.isArray(list.keys) ? item : { ...mapOf(item), ...keysIn(list, item) };
  });
}

/** The items of a list by their steps. */
export function itemsOf(list: ListShape, items: readonly unknown[]): Map<string, unknown> {
  return new Map(items.map((item) => [stepOf(list, item), item]));
}

/**
 * Items keep the order of the upper list; items that are only in the lower list stay before the items they preceded.
 */
function mergedOrder(lower: readonly string[], upper: readonly string[]): string[] {
  const shared = upper.filter((step) => lower.includes(step));
  const order: string[] = [];
  const take = (step: string) => {
    order.push(step);
    if (step === shared[0]) shared.shift();
  };
  let [l, u] = [0, 0];
  while (l < lower.length || u < upper.length) {
    const [low, high] = [lower[l], upper[u]];
    if (low !== undefined && !upper.includes(low)) {
      order.push(low);
      l++;
    } else if (
      low !== undefined &&
      (order.includes(low) || (high !== low && high !== undefined && low !== shared[0]))
    ) {
      // its position is in the upper list
      l++;
    } else if (high !== undefined) {
      take(high);
      u++;
    }
  }
  return order;
}

/** The difference between two values, by field. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** @param before, after `undefined` if there is none */
export function compared(shape: Shape, before: unknown, after: unknown): Comparison {
  const comparison = { added: new Map(), modified: new Map(), removed: new Map() };
  compare(shape, before, after, [], comparison);
  return comparison;
}

type Building = Readonly<Record<keyof Comparison, Map<string, FieldNode>>>;

function compare(shape: Shape, before: unknown, after: unknown, at: FieldSteps, to: Building): void {
  const forms = new Set([before, after].filter((value) => value !== undefined).map((value) => formOf(shape, value)));
  let isLeaf = false;
  for (const form of forms) isLeaf = compareAs(form, shape, before, after, at, to);
  if (isLeaf) return;
  if (before === undefined) insert(to.added, at);
  else if (after === undefined) insert(to.removed, at);
}

/** @returns whether the value is atomic */
function compareAs(form: string, shape: Shape, before: unknown, after: unknown, at: FieldSteps, to: Building): boolean {
  const isOfForm = (value: unknown) => (form === 'map' ? isMap(value) : Array.isArray(value)) && !isEmpty(value);
  const isAtomic = form === 'map' ? shape.map?.isAtomic : form === 'scalar' || shape.list?.keys === undefined;
  if (isAtomic || (!isOfForm(before) && !isOfForm(after))) {
    if (before === undefined) insert(to.added, at);
    else if (after === undefined) insert(to.removed, at);
    else if (canonicalJson(before) !== canonicalJson(after)) insert(to.modified, at);
    return true;
  }
  if (form === 'map') {
    const { entry } = shape.map as MapShape;
    const [one, other] = [mapOf(before), mapOf(after)];
    for (const key of keysOf(one, other)) {
      compare(entry(key), entryOf(one, key), entryOf(other, key), [...at, entryStep(key)], to);
    }
  } else compareItems(shape.list as ListShape, listOf(before), listOf(after), at, to);
  return false;
}

function compareItems(
  list: ListShape,
  before: readonly unknown[],
  after: readonly unknown[],
  at: FieldSteps,
  to: Building,
): void {
  const [one, other] = [itemsOf(list, before), itemsOf(list, after)];
  for (const step of new Set([...one.keys(), ...other.keys()])) {
    compare(list.item(step), one.get(step), other.get(step), [...at, step], to);
  }
}

/**
 * The value without some of its fields. A map or list whose parts are all removed stays empty, as in API servers with
 * structured-merge-diff 6.4; those with 6.3 turn it into null.
 */
export function without(shape: Shape, value: unknown, removed: FieldSet): unknown {
  if (removed.size === 0 || isOneField(shape, value)) return value;
  if (formOf(shape, value) === 'map') {
    const { entry } = shape.map as MapShape;
    const kept: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(mapOf(value))) {
      const step = entryStep(key);
      if (!removed.get(step)?.isMember) setEntry(kept, key, without(entry(key), part, below(removed, step)));
    }
    return value === null ? null : kept;
  }
  const list = shape.list as ListShape;
  return listOf(value).flatMap((part) => {
    const step = stepOf(list, part);
    return removed.get(step)?.isMember ? [] : [without(list.item(step), part, below(removed, step))];
  });
}

/**
 * The set with the fields that a schema names and that contain fields in the set. managedFields does not list those.
 */
export function withNamedFields(shape: Shape, set: FieldSet): FieldSet {
  const nodes = [...set].map(([step, { isMember, children }]): [string, FieldNode] => {
    const key = step.startsWith('f:') ? step.slice(2) : undefined;
    const isNamed = key !== undefined && shape.map?.isNamed(key) === true && children.size > 0;
    const part = key === undefined ? shape.list?.item(step) : shape.map?.entry(key);
    return [step, { isMember: isMember || isNamed, children: part ? withNamedFields(part, children) : children }];
  });
  return new Map(nodes);
}
