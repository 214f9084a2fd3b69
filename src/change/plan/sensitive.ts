import { LAST_APPLIED } from '../../application';
import {
  type FieldPath,
  isMap,
  leavesOf,
  listOf,
  mapOf,
  mapParts,
  memoize,
  stringOf,
  type ValueMap,
  valueAt,
  walk,
} from '../../json';
import { findInlineSecrets, parseTargetPath } from '../../values';
import { parseYaml } from '../../yaml';
import type { PlanObject } from './plan-object';

/** The replacement for values that may be secret. */
export const SENSITIVE = '(sensitive)';

/**
 * The parts of an object that may be secret: the data of Secrets, also within values and patches; values whose key or
 * content looks like a secret, and strings that contain one, such as a configuration file or a command line; and values
 * that Flux replaces with content of a Secret.
 */
export function sensitivePaths({ value }: Pick<PlanObject, 'value'>): FieldPath[] {
  const whole = [['metadata', 'annotations', LAST_APPLIED], ...targetPaths(value)];
  return [...whole.filter((path) => valueAt(value, path) !== undefined), ...secretsIn(value)];
}

/** The parts of any value that may be secret. */
export function secretsIn(value: unknown): FieldPath[] {
  const found = [...findInlineSecrets(value)];
  walk(value, (part, path) => {
    if (typeof part === 'string' && isSecretText(path, part)) found.push([...path]);
    if (Array.isArray(part)) found.push(...secretArguments(part).map((index) => [...path, index]));
    if (isMap(part)) found.push(...secretFields(part).map((field) => [...path, field]));
    return true;
  });
  return found;
}

function isSecretText(path: FieldPath, text: string): boolean {
  return holdsSecret(text) || isBelowSecret(path, text) || isAuthorization(path.at(-1), text);
}

/** Keys that name the object with a secret. */
const NAMES = /^(?:kind|type|namespace|\w*name)$/i;

/** Whether a string is in a map or list under a key that names a secret: `password: { value: … }`. */
function isBelowSecret(path: FieldPath, text: string): boolean {
  if (NAMES.test(String(path.at(-1)))) return false;
  return path.slice(0, -1).some((step) => typeof step === 'string' && namesSecret(step) && isSetting(step, text));
}

/** Whether a key or an option names a secret: its value is one, whatever it is. */
export const namesSecret = memoize((key: string) => isSetting(key, 'text'));

/** The data of a Secret, or the value that an operation of a JSON patch sets at a path. */
function secretFields(map: ValueMap): string[] {
  if (map.kind === 'Secret') return ['data', 'stringData'].filter((field) => map[field] !== undefined);
  const key = stringOf(map.path)?.split('/').at(-1);
  return key !== undefined && isSetting(key, map.value) ? ['value'] : [];
}

/** The value after an option in a list of arguments: `--password`, `TEXT`. */
function secretArguments(list: readonly unknown[]): number[] {
  return [...list.keys()].filter((index) => {
    const option = index > 0 ? /^--?([\w-]+)$/.exec(stringOf(list[index - 1]) ?? '') : null;
    return option !== null && isSetting(option[1] as string, list[index]);
  });
}

/**
 * An assignment in the syntax of YAML, JSON, properties, shell, options and connection strings. The bounds keep
 * matching linear.
 */
const SETTING = /(?<![\w.])([A-Za-z_][\w.-]{0,99})["']?[^\S\n]*[:=][^\S\n]*["']?(?=([^\s"',;&]{1,200}))/g;

/** An option of a command line, and its argument: `--password TEXT`. It ends where {@link SETTING} does. */
const OPTION = /(?<![\w-])--?([A-Za-z][\w-]{0,99})[^\S\n]+["']?(?=([^\s"',;&-][^\s"',;&]{0,199}))/g;

/** The credentials in a header of HTTP. */
const AUTHORIZATION =
  /(?<![\w-])(?:proxy-)?authorization["']?[^\S\n]*[:=][^\S\n]*["']?(?:basic|bearer|token)[^\S\n]+(?=([^\s"',;&]{1,200}))/gi;

/** Whether a string is a secret by its content, such as a private key, or contains one. */
export function isSecretContent(text: string): boolean {
  return isSetting('text', text);
}

/** Whether a string assigns a secret, or is YAML or JSON that contains one. */
export function holdsSecret(text: string): boolean {
  if (secretSettings(text).next().done === false) return true;
  return (
    mayBeData(text) && parseYaml(text).some(({ value }) => typeof value === 'object' && secretsIn(value).length > 0)
  );
}

/** Whether a string may be YAML or JSON, and no command line or the like. */
export function mayBeData(text: string): boolean {
  return text.includes('\n') || /^\s*[[{]/.test(text);
}

/** Where a string assigns secrets: the indices of a key, and of its value. */
export function* secretSettings(text: string): Generator<{ readonly start: number; readonly value: number }> {
  for (const syntax of [SETTING, OPTION]) {
    for (const { 0: whole, 1: key = '', 2: setting, index } of text.matchAll(syntax)) {
      if (isSetting(key, setting)) yield { start: index, value: index + whole.length };
    }
  }
  for (const { 0: whole, 1: credentials, index } of text.matchAll(AUTHORIZATION)) {
    if (isSetting('token', credentials)) yield { start: index, value: index + whole.length };
  }
}

/** Whether a string is in a field for a header of HTTP with credentials. */
function isAuthorization(key: unknown, text: string): boolean {
  if (typeof key !== 'string' || !/authorization$/i.test(key)) return false;
  return secretSettings(`authorization: ${text}`).next().done === false;
}

function isSetting(key: string, value: unknown): boolean {
  return findInlineSecrets({ [key]: value }).length > 0;
}

/** The path at which `valuesFrom` sets content of a Secret. */
function targetPaths({ spec }: ValueMap): FieldPath[] {
  return listOf(valueAt(spec, ['valuesFrom'])).flatMap((entry) => {
    const { kind, targetPath } = mapOf(entry);
    const path = kind === 'Secret' ? parseTargetPath(stringOf(targetPath) ?? '') : undefined;
    return path === undefined ? [] : [['spec', 'values', ...path]];
  });
}

/** Whether a part is sensitive, is in a sensitive part, or contains one. */
export function isSensitive(path: FieldPath, sensitive: readonly FieldPath[]): boolean {
  return sensitive.some((each) => {
    const shorter = Math.min(each.length, path.length);
    return path.slice(0, shorter).every((step, index) => step === each[index]);
  });
}

/**
 * The object with replacements for its sensitive parts; a map or list keeps its keys and its length.
 *
 * @param replacement of a scalar. @default - {@link SENSITIVE}
 */
export function masked(
  value: unknown,
  sensitive: readonly FieldPath[],
  replacement: (value: unknown) => unknown = () => SENSITIVE,
): unknown {
  if (sensitive.length === 0) return value;
  if (sensitive.some((path) => path.length === 0)) return maskedWhole(value, replacement);
  return mapParts(value, (part, step) => masked(part, within(step, sensitive), replacement));
}

function maskedWhole(value: unknown, replacement: (value: unknown) => unknown): unknown {
  if (isMap(value) || Array.isArray(value)) return mapParts(value, (part) => maskedWhole(part, replacement));
  return value === undefined || value === null ? value : replacement(value);
}

/**
 * The sensitive parts of a value in Terraform's format: `true` in place of each sensitive part, within the maps and
 * lists that lead to it.
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

/** The paths that begin with a step, without that step. */
function within(step: string | number, paths: readonly FieldPath[]): FieldPath[] {
  return paths.filter(([first]) => first === step).map(([, ...rest]) => rest);
}

/** Shorter strings occur within other words. */
const SHORTEST = 4;

/** A text about an object with {@link SENSITIVE} in place of values that may be secret. */
export function messageWithoutSecrets(text: string, object: PlanObject): string {
  const sensitive = sensitivePaths(object);
  const secrets = leavesOf(object.value)
    .filter(({ path }) => isSensitive(path, sensitive))
    .map(({ value }) => (typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : String(value)))
    .filter((secret) => secret.length >= SHORTEST);
  return textWithoutSecrets(text, secrets);
}

/** A text with {@link SENSITIVE} in place of secrets. A secret may contain another one, so the longest is replaced first. */
export function textWithoutSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length);
  return longestFirst.reduce((left, secret) => left.replaceAll(secret, SENSITIVE), text);
}
