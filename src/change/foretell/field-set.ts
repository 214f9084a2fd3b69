import { canonicalJson, compareText, isMap, parsedJson } from '../../json';

/**
 * A set of fields of an object, in the format of managedFields: `f:KEY` is an entry of a map, `k:{…}` an item of a list
 * by its keys, `v:…` an item of a set by its value
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 */
export type FieldSet = ReadonlyMap<string, FieldNode>;

/** A field, and the part of the set below it. */
export interface FieldNode {
  /** Whether the field itself is in the set. */
  readonly isMember: boolean;
  readonly children: FieldSet;
}

export const NO_FIELDS: FieldSet = new Map();

/** The steps from the root of an object to a field, each in the format of a {@link FieldSet}. */
export type FieldSteps = readonly string[];

/** Reads `fieldsV1`. */
export function fieldSetOf(fieldsV1: unknown): FieldSet {
  if (!isMap(fieldsV1)) return NO_FIELDS;
  const nodes = Object.entries(fieldsV1)
    .filter(([step]) => step !== '.')
    .map(([step, below]): [string, FieldNode] => {
      const children = fieldSetOf(below);
      const isMember = children.size === 0 || (isMap(below) && '.' in below);
      return [normalStep(step), { isMember, children }];
    });
  return new Map(nodes);
}

/** The step with the keys of its map in order. */
function normalStep(step: string): string {
  const kind = step.slice(0, 2);
  return kind === 'k:' || kind === 'v:' ? kind + canonicalJson(parsedJson(step.slice(2))) : step;
}

/** The steps of an entry of a map, of an item with these keys, and of an item of a set. */
export const entryStep = (key: string) => `f:${key}`;
export const keyedStep = (keys: object) => `k:${canonicalJson(keys)}`;
export const valueStep = (value: unknown) => `v:${canonicalJson(value)}`;

type Membership = (inOne: boolean, inOther: boolean) => boolean;

function combined(one: FieldSet, other: FieldSet, isIn: Membership): FieldSet {
  const nodes = new Map<string, FieldNode>();
  for (const step of new Set([...one.keys(), ...other.keys()])) {
    const [a, b] = [one.get(step), other.get(step)];
    const isMember = isIn(a?.isMember === true, b?.isMember === true);
    const children = combined(a?.children ?? NO_FIELDS, b?.children ?? NO_FIELDS, isIn);
    if (isMember || children.size > 0) nodes.set(step, { isMember, children });
  }
  return nodes;
}

/** The union of the sets. */
export function union(...sets: readonly FieldSet[]): FieldSet {
  return sets.reduce((all, set) => combined(all, set, (inOne, inOther) => inOne || inOther), NO_FIELDS);
}

/** The fields of one set that are also in the other. */
export function intersection(one: FieldSet, other: FieldSet): FieldSet {
  return combined(one, other, (inOne, inOther) => inOne && inOther);
}

/** The fields of one set that are not in the other. A field below one of the other stays. */
export function difference(one: FieldSet, other: FieldSet): FieldSet {
  return combined(one, other, (inOne, inOther) => inOne && !inOther);
}

/** The part of the set below a field. */
export function below(set: FieldSet, step: string): FieldSet {
  return set.get(step)?.children ?? NO_FIELDS;
}

/** Adds a field to a set that is being built. */
export function insert(set: Map<string, FieldNode>, steps: FieldSteps): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  const { isMember, children } = set.get(step) ?? { isMember: false, children: NO_FIELDS };
  const grown = new Map(children);
  insert(grown, rest);
  set.set(step, { isMember: isMember || rest.length === 0, children: grown });
}

/** The fields of a set in order: each before those below it. */
export function stepsOf(set: FieldSet, before: FieldSteps = []): FieldSteps[] {
  return [...set]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([step, { isMember, children }]) => {
      const steps = [...before, step];
      return [...(isMember ? [steps] : []), ...stepsOf(children, steps)];
    });
}

/** A field in the format of the API server's conflicts: `.spec.interval`, `.spec.ports[port=80].name`. */
export function fieldName(steps: FieldSteps): string {
  return steps.map(stepName).join('');
}

function stepName(step: string): string {
  const text = step.slice(2);
  if (step.startsWith('v:')) return `[=${text}]`;
  if (!step.startsWith('k:')) return `.${text}`;
  const keys = parsedJson(text);
  const named = isMap(keys) ? Object.entries(keys) : [];
  return `[${named.map(([key, value]) => `${key}=${canonicalJson(value)}`).join(',')}]`;
}
