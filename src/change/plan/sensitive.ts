import { LAST_APPLIED } from '../../application';
import { type FieldPath, isMap, listOf, mapOf, mapParts, stringOf, type ValueMap, valueAt, walk } from '../../json';
import { findInlineSecrets, parseTargetPath } from '../../values';
import { groupOf, type PlanObject } from './plan-object';

/** What stands in a plan in place of what may be secret. */
export const SENSITIVE = '(sensitive)';

/**
 * The parts of an object that may be secret: the data of Secrets; values that look like secrets by their key or content,
 * those within texts of several lines too, such as a configuration file; and values in whose place Flux puts what a Secret
 * holds.
 */
export function sensitivePaths(object: PlanObject): FieldPath[] {
  const { kind, value } = object;
  const ofSecret = kind === 'Secret' && groupOf(object) === '' ? [['data'], ['stringData']] : [];
  const whole = [['metadata', 'annotations', LAST_APPLIED], ...ofSecret, ...targetPaths(value)];
  const present = whole.filter((path) => valueAt(value, path) !== undefined);
  return [...present, ...findInlineSecrets(value), ...textsWithSecrets(value)];
}

/** Texts of several lines that hold a secret in one of them. */
function textsWithSecrets(value: ValueMap): FieldPath[] {
  const found: FieldPath[] = [];
  walk(value, (part, path) => {
    if (typeof part === 'string' && part.includes('\n') && holdsSecret(part)) found.push([...path]);
    return true;
  });
  return found;
}

/** A line that sets a key, as YAML, JSON, properties, INI and shell write it. */
const SETTING = /^[\s"'-]*(?:export\s+)?["']?([\w.-]+)["']?\s*[:=]\s*["']?(.+?)["']?,?\s*$/;

function holdsSecret(text: string): boolean {
  return text.split('\n').some((line) => {
    const [, key, setting] = SETTING.exec(line) ?? [];
    return key !== undefined && findInlineSecrets({ [key]: setting, line }).length > 0;
  });
}

/** Where `valuesFrom` puts what a Secret holds. */
function targetPaths({ spec }: ValueMap): FieldPath[] {
  return listOf(valueAt(spec, ['valuesFrom'])).flatMap((entry) => {
    const { kind, targetPath } = mapOf(entry);
    const path = kind === 'Secret' ? parseTargetPath(stringOf(targetPath) ?? '') : undefined;
    return path === undefined ? [] : [['spec', 'values', ...path]];
  });
}

/** Whether a part is sensitive, lies in a part that is, or holds one. */
export function isSensitive(path: FieldPath, sensitive: readonly FieldPath[]): boolean {
  return sensitive.some((each) => {
    const shorter = Math.min(each.length, path.length);
    return path.slice(0, shorter).every((step, index) => step === each[index]);
  });
}

/** The object with {@link SENSITIVE} in place of its sensitive parts; a map or list keeps its keys and its length. */
export function masked(value: unknown, sensitive: readonly FieldPath[]): unknown {
  if (sensitive.length === 0) return value;
  if (sensitive.some((path) => path.length === 0)) return maskedWhole(value);
  return mapParts(value, (part, step) => masked(part, within(step, sensitive)));
}

function maskedWhole(value: unknown): unknown {
  if (isMap(value) || Array.isArray(value)) return mapParts(value, maskedWhole);
  return value === undefined || value === null ? value : SENSITIVE;
}

/**
 * Which parts of a value are sensitive, as Terraform says it: `true` in place of each that is, within the maps and lists
 * that lead to it.
 */
export function sensitiveShape(value: unknown, sensitive: readonly FieldPath[]): unknown {
  if (sensitive.some((path) => path.length === 0)) return true;
  if (Array.isArray(value)) return value.map((item, index) => sensitiveShape(item, within(index, sensitive)) ?? false);
  if (!isMap(value)) return undefined;
  return mapParts(value, (part, key) => {
    const inner = within(key, sensitive);
    return inner.length === 0 ? undefined : sensitiveShape(part, inner);
  });
}

/** The paths that begin with a step, without it. */
function within(step: string | number, paths: readonly FieldPath[]): FieldPath[] {
  return paths.filter(([first]) => first === step).map(([, ...rest]) => rest);
}
