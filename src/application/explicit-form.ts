import type { Diagnostic } from '../diagnostics';
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

/** Where an Application has its configuration. */
const CONFIG: readonly string[] = ['spec', 'fluxApp', 'spec', 'config'];

/** The two forms of a list of targets: where the Application has it, and where its explicit form does. */
interface Form {
  /** The field that holds defaults, layers and targets. */
  readonly field: 'helmRelease' | 'kustomizationSet';
  /** The list of complete entries. */
  readonly explicit: FieldPath;
}

const FORMS: readonly Form[] = [
  { field: 'helmRelease', explicit: [...CONFIG, 'helmRelease', 'deploy'] },
  { field: 'kustomizationSet', explicit: [...CONFIG, 'kustomization'] },
];

/** A target of the compact form, and what it is made of, from the lowest to the highest, each with its path. */
interface CompactTarget {
  readonly parts: readonly { readonly part: ValueMap; readonly path: FieldPath }[];
}

/** The list of targets of an Application, whatever is wrong with it otherwise. */
export interface WrittenTargets {
  /** The path of the list: `deploy`, `targets` or `kustomization`. */
  readonly path: readonly string[];
  /** The entries as they are written. */
  readonly entries: readonly unknown[];
}

/**
 * An Application in explicit form: with the fields of `defaults` and of its layers in every target, and so with
 * `helmRelease.deploy` or `kustomization`. The same object where it is in that form already. Total: what cannot be read is
 * left as it is, or passed over, for validation to find.
 *
 * @param application without what counts as absent
 */
export function explicitForm(application: unknown): unknown {
  const form = compactForm(application);
  // what holds itself cannot be merged
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

/** The list of targets of an Application, in whatever form. */
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
 * Moves diagnostics of the explicit form to where the Application says what they are about: a field of a target, of one of
 * its layers or of the defaults. What several targets have from one place is said once.
 *
 * @param application as it is written
 */
export function inWrittenForm(application: unknown, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const form = compactForm(application);
  if (form === undefined) return diagnostics;
  const targets: FieldPath = [...CONFIG, form.field, 'targets'];
  const parts = partsOf(application, form);
  const seen = new Set<string>();
  return diagnostics.flatMap((diagnostic) => {
    const { path, code, message } = diagnostic;
    if (!form.explicit.every((step, index) => step === path[index])) return [diagnostic];
    const [index, ...field] = path.slice(form.explicit.length);
    const own: FieldPath = index === undefined ? targets : [...targets, index, ...field];
    const origin = typeof index === 'number' ? originOf(parts(index), field) : undefined;
    if (origin === undefined) return [{ ...diagnostic, path: own }];
    const place = JSON.stringify([origin, code, message]);
    if (seen.has(place)) return [];
    seen.add(place);
    return [{ ...diagnostic, path: [...origin, ...field] }];
  });
}

/** The path of the part below a target that sets a field, or the nearest field around it; undefined for the target's own. */
function originOf({ parts }: CompactTarget, field: FieldPath): FieldPath | undefined {
  for (let length = field.length; length > 0; length--) {
    const around = field.slice(0, length);
    const found = [...parts].reverse().find(({ part }) => valueAt(part, around) !== undefined);
    if (found !== undefined) return found === parts.at(-1) ? undefined : found.path;
  }
  return undefined;
}

/**
 * Gives the part of the compact form that a field of a target comes from: `defaults`, or the name of a layer. `undefined` for
 * what is the target's own, as all is in explicit form.
 *
 * @param application as it is written
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

/** The form that an Application is compact in. One that mixes both forms counts as explicit. */
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
  // the targets share the very same parts, which are restored once
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

/** What is merged into the target of an index. A layer that is not there is passed over. */
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

/** A part with the nulls that it carries as text in its values. */
function withOwnNulls({ nulls: text, ...part }: ValueMap): ValueMap {
  const nulls = parsedJson(text);
  if (!isPlainObject(nulls)) return part;
  return { ...part, values: withNulls(isPlainObject(part.values) ? part.values : {}, nulls) };
}

/** An Application in compact form, with the nulls of its values as text alone; any other as it is. */
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
