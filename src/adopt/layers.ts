import { isPlainObject, mapOf, omit, type ValueMap } from '../json';
import type { AdoptedApplication, AdoptedTarget } from './adopted';
import { factor, factorEqual } from './factor';

/** The fields of the targets of an application in the layers of a FluxApplication. */
export interface Layers {
  readonly defaults: ValueMap;
  readonly overrides: readonly { readonly matchLabels: Readonly<Record<string, string>>; readonly fields: ValueMap }[];
  /** The remaining fields of each target. */
  readonly own: readonly ValueMap[];
}

/** The labels of the cluster of a target. */
export type LabelsOf = (target: AdoptedTarget) => Readonly<Record<string, string>>;

/**
 * Moves the fields that targets share to the defaults, and those that targets in clusters with the same label share to
 * overrides. The rest stays in the targets. Fields that the construct fills in are omitted.
 *
 * @param charts the differences of the targets' charts: overrides can contain them, defaults cannot
 */
export function layersOf(application: AdoptedApplication, charts: readonly ValueMap[], labelsOf: LabelsOf): Layers {
  const { targets } = application;
  const filledIn = targets.map((target) => constructDefaults(application, target));
  const complete = targets.map(({ fields }, index) => withNulls(fields, filledIn[index] ?? {}));
  const { shared, own } = factor(complete);
  const defaults = FILLED_IN.reduce((kept, field) => {
    const isFilledIn = own.every(
      (fields, index) => Object.hasOwn(fields, field) || filledIn[index]?.[field] === kept[field],
    );
    return isFilledIn ? omit(kept, [field]) : kept;
  }, shared);
  const rest = own.map((fields, index) => {
    const known = filledIn[index] ?? {};
    const needless = FILLED_IN.filter((field) => !Object.hasOwn(defaults, field) && fields[field] === known[field]);
    return { ...charts[index], ...omit(fields, needless) };
  });
  return { defaults, ...overridesOf(rest, targets.map(labelsOf)) };
}

/** The fields of a target that the construct fills in. */
const FILLED_IN = ['interval', 'releaseName', 'storageNamespace'] as const;

function constructDefaults(
  { kind, name }: AdoptedApplication,
  { destination, name: explicit }: AdoptedTarget,
): ValueMap {
  if (kind === 'Kustomization') return { interval: '10m' };
  const isMember = destination.kubeConfig !== undefined;
  return {
    interval: '10m',
    releaseName: explicit === undefined ? name : `${name}-${explicit}`,
    storageNamespace: isMember ? destination.targetNamespace : undefined,
  };
}

/** Adds a null for each field that the target does not have and the construct would fill in. */
function withNulls(fields: ValueMap, filledIn: ValueMap): ValueMap {
  const missing = FILLED_IN.filter((field) => filledIn[field] !== undefined && fields[field] === undefined);
  return { ...fields, ...Object.fromEntries(missing.map((field) => [field, null])) };
}

/**
 * Overrides that select by one label, for the fields that all targets with this label share. Labels with the most
 * targets come first.
 */
function overridesOf(own: readonly ValueMap[], labels: readonly Readonly<Record<string, string>>[]) {
  const selections = new Map<string, { readonly label: [string, string]; readonly indices: number[] }>();
  labels.forEach((map, index) => {
    for (const label of Object.entries(map)) {
      const id = JSON.stringify(label);
      const selection = selections.get(id) ?? { label, indices: [] };
      selection.indices.push(index);
      selections.set(id, selection);
    }
  });
  const rest = [...own];
  const overrides: { matchLabels: Record<string, string>; fields: ValueMap }[] = [];
  const byCount = [...selections.values()].sort((a, b) => b.indices.length - a.indices.length);
  for (const { label, indices } of byCount) {
    if (indices.length < 2) continue;
    const { shared, own: left } = factorEqual(indices.map((index) => rest[index] as ValueMap));
    if (Object.keys(shared).length === 0) continue;
    overrides.push({ matchLabels: Object.fromEntries([label]), fields: shared });
    indices.forEach((index, position) => {
      rest[index] = left[position] as ValueMap;
    });
  }
  return { overrides, own: rest };
}

/** Whether there are no fields. */
export function isEmpty(fields: unknown): boolean {
  return !isPlainObject(fields) || Object.keys(mapOf(fields)).length === 0;
}
