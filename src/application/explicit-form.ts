import { type Diagnostic, withoutRepetitions } from '../diagnostics';
import {
  canonicalJson,
  type FieldPath,
  isPlainObject,
  listOf,
  mapOf,
  parsedJson,
  stringOf,
  type ValueMap,
  valueAt,
  withoutUndefined,
} from '../json';
import { checkNesting, mergeLayers, splitNulls, withNulls } from '../values';

/** The path of the configuration in an Application. */
const CONFIG: readonly string[] = ['spec', 'fluxApp', 'spec', 'config'];

/** The two forms of a list of targets: its field in the Application, and its field in the explicit form. */
interface Form {
  /** The field with defaults, layers and targets. */
  readonly field: 'helmRelease' | 'kustomizationSet';
  /** The list of complete entries. */
  readonly explicit: FieldPath;
}

const FORMS: readonly Form[] = [
  { field: 'helmRelease', explicit: [...CONFIG, 'helmRelease', 'deploy'] },
  { field: 'kustomizationSet', explicit: [...CONFIG, 'kustomization'] },
];

/**
 * A target of the compact form, and the parts it is merged from, from the lowest to the highest, each with its path.
 */
interface CompactTarget {
  readonly parts: readonly { readonly part: ValueMap; readonly path: FieldPath }[];
}

/** The list of targets of an Application, which may have other errors. */
export interface WrittenTargets {
  /** The path of the list: `deploy`, `targets` or `kustomization`. */
  readonly path: readonly string[];
  /** The entries as written. */
  readonly entries: readonly unknown[];
}

/**
 * Converts an Application to explicit form: the fields of `defaults` and of its layers are merged into every target, in
 * `helmRelease.deploy` or `kustomization`. Returns the same object if it is already explicit. Total: invalid parts are
 * kept or skipped, and validation reports them.
 *
 * @param application without fields that count as absent
 */
export function explicitForm(application: unknown): unknown {
  const form = compactForm(application);
  // an object that contains itself cannot be merged
  if (form === undefined || checkNesting(valueAt(application, [...CONFIG, form.field])).length > 0) return application;
  const { defaults: _, layers: __, targets, ...others } = mapOf(valueAt(application, [...CONFIG, form.field]));
  const entries = listOf(targets).map(expander(application, form));
  const { [form.field]: ___, ...config } = mapOf(valueAt(application, CONFIG));
  return withConfig(application as ValueMap, {
    ...config,
    ...(form.field === 'helmRelease' ? { helmRelease: { ...others, deploy: entries } } : { kustomization: entries }),
  });
}

/** Whether an Application is in compact form. */
export function isCompact(application: unknown): boolean {
  return compactForm(application) !== undefined;
}

/** The list of targets of an Application, in either form. */
export function writtenTargets(application: unknown): WrittenTargets {
  const form = compactForm(application);
  const path = form ? [...CONFIG, form.field, 'targets'] : explicitPath(application);
  return { path, entries: listOf(valueAt(application, path)) };
}

function explicitPath(application: unknown): readonly string[] {
  const isHelm = valueAt(application, [...CONFIG, 'helmRelease']) !== undefined;
  return [...CONFIG, ...(isHelm ? ['helmRelease', 'deploy'] : ['kustomization'])];
}

/**
 * Moves diagnostics of the explicit form to the place in the Application that sets the field: a target, one of its
 * layers or the defaults. A diagnostic that several targets inherit from the same place is returned once.
 *
 * @param application as written
 */
export function inWrittenForm(application: unknown, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const form = compactForm(application);
  if (form === undefined) return diagnostics;
  const targets: FieldPath = [...CONFIG, form.field, 'targets'];
  const parts = partsOf(application, form);
  const moved = diagnostics.map((diagnostic) => {
    const { path } = diagnostic;
    if (!form.explicit.every((step, index) => step === path[index])) return diagnostic;
    const [index, ...field] = path.slice(form.explicit.length);
    const own: FieldPath = index === undefined ? targets : [...targets, index, ...field];
    const origin = typeof index === 'number' ? originOf(parts(index), field) : undefined;
    return { ...diagnostic, path: origin === undefined ? own : [...origin, ...field] };
  });
  return withoutRepetitions(moved);
}

/**
 * The path of the part below a target that sets a field, or the nearest field around it; undefined if the target sets
 * it.
 */
function originOf({ parts }: CompactTarget, field: FieldPath): FieldPath | undefined {
  for (let length = field.length; length > 0; length--) {
    const around = field.slice(0, length);
    const found = [...parts].reverse().find(({ part }) => valueAt(part, around) !== undefined);
    if (found !== undefined) return found === parts.at(-1) ? undefined : found.path;
  }
  return undefined;
}

/**
 * Returns the part of the compact form that sets a field of a target: `defaults`, or the name of a layer. `undefined`
 * if the target sets it, which is always the case in explicit form.
 *
 * @param application as written
 */
export function layersOfFields(application: unknown): (target: number, field: FieldPath) => string | undefined {
  const form = compactForm(application);
  if (form === undefined) return () => undefined;
  const parts = partsOf(application, form);
  const named = new Map<number, CompactTarget>();
  const ofTarget = (target: number) => {
    const found = named.get(target) ?? {
      parts: parts(target).parts.map(({ part, path }) => ({ part: withOwnNulls(part), path })),
    };
    named.set(target, found);
    return found;
  };
  return (target, field) => {
    const path = originOf(ofTarget(target), field);
    if (path === undefined || path.at(-1) === 'defaults') return path && 'defaults';
    return stringOf(valueAt(application, [...path, 'name']));
  };
}

/** The compact form that an Application uses. An Application that mixes both forms counts as explicit. */
function compactForm(application: unknown): Form | undefined {
  const config = mapOf(valueAt(application, CONFIG));
  const { deploy, targets } = mapOf(config.helmRelease);
  if (targets !== undefined && deploy === undefined) return FORMS[0];
  const hasOthers = config.helmRelease !== undefined || listOf(config.kustomization).length > 0;
  return config.kustomizationSet !== undefined && !hasOthers ? FORMS[1] : undefined;
}

function expander(application: unknown, form: Form): (target: unknown, index: number) => unknown {
  const parts = partsOf(application, form);
  const known = new Map<ValueMap, ValueMap>();
  // the targets share identical parts, which are restored once
  const restored = (part: ValueMap): ValueMap => {
    const found = known.get(part) ?? withOwnNulls(part);
    known.set(part, found);
    return found;
  };
  return (target, index) => {
    if (!isPlainObject(target)) return target;
    return mergeLayers(parts(index).parts.map(({ part }) => restored(part)));
  };
}

/** The parts that are merged into the target with an index. Missing layers are skipped. */
function partsOf(application: unknown, { field }: Form): (index: number) => CompactTarget {
  const path: FieldPath = [...CONFIG, field];
  const { defaults, layers, targets } = mapOf(valueAt(application, path));
  const below = isPlainObject(defaults) ? [{ part: defaults, path: [...path, 'defaults'] }] : [];
  const byName = new Map<unknown, CompactTarget['parts'][number]>();
  for (const [index, layer] of listOf(layers).entries()) {
    if (!isPlainObject(layer) || byName.has(layer.name)) continue;
    const { name, ...part } = layer;
    byName.set(name, { part, path: [...path, 'layers', index] });
  }
  return (index) => {
    const { layers: names, ...own } = mapOf(listOf(targets)[index]);
    const named = listOf(names).flatMap((name) => byName.get(name) ?? []);
    return { parts: [...below, ...named, { part: own, path: [...path, 'targets', index] }] };
  };
}

/** A part with its nulls restored from the field `nulls`. */
function withOwnNulls({ nulls: text, ...part }: ValueMap): ValueMap {
  const nulls = parsedJson(text);
  if (!isPlainObject(nulls)) return part;
  return { ...part, values: withNulls(isPlainObject(part.values) ? part.values : {}, nulls) };
}

/**
 * An Application in compact form, with the nulls of its values only in the field `nulls`; any other Application
 * unchanged.
 */
export function withCarriedNulls<T extends object>(application: T): T {
  const form = compactForm(application);
  if (form?.field !== 'helmRelease') return application;
  const config = mapOf(valueAt(application, CONFIG));
  const { defaults, layers, targets, ...others } = mapOf(config.helmRelease);
  const carried = {
    ...others,
    defaults: carryingNulls(defaults),
    layers: Array.isArray(layers) ? layers.map(carryingNulls) : layers,
    targets: listOf(targets).map(carryingNulls),
  };
  return withConfig(application as ValueMap, { ...config, helmRelease: withoutUndefined(carried) }) as T;
}

function carryingNulls(part: unknown): unknown {
  if (!isPlainObject(part)) return part;
  const { values } = withOwnNulls(part);
  if (!isPlainObject(values)) return part;
  const { rest, nulls } = splitNulls(values);
  return nulls === undefined ? part : { ...part, values: rest, nulls: canonicalJson(nulls) };
}

function withConfig(application: ValueMap, config: ValueMap): ValueMap {
  const edit = (value: unknown, [step, ...rest]: FieldPath): ValueMap =>
    step === undefined ? config : { ...mapOf(value), [step]: edit(mapOf(value)[step], rest) };
  return edit(application, CONFIG);
}
