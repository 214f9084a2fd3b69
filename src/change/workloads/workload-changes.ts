import { compareText, differencesOf, type FieldPath, listOf, valueAt, walk } from '../../json';
import { namespacedName } from '../../kubernetes';
import { isWithin } from '../plan/effects/spec-changes';
import { fieldChange } from '../plan/field-change';
import type { PlanObject } from '../plan/plan-object';
import { sensitivePaths, textWithoutSecrets } from '../plan/sensitive';
import type { Manifest } from './manifest';
import type { WorkloadChange } from './release-workloads';

/** Several renderings of a release. */
export interface Renderings {
  /** The running objects. Empty if nothing is installed. */
  readonly running: Manifest;
  /** The same input, rendered again; absent if nothing is installed. */
  readonly runningAgain?: Manifest;
  /** The new input, rendered twice. */
  readonly next: Manifest;
  readonly nextAgain: Manifest;
  /** Strings from Secrets in the values: a field that contains one is masked. */
  readonly secrets: readonly string[];
}

/**
 * The changes, by the names of the objects. A field cannot be predicted if two renderings of one input differ: two of
 * the new input because of random values and time; the old input and the running state because of data that is not
 * available here, such as the results of `lookup`.
 */
export function workloadChanges(renderings: Renderings): WorkloadChange[] {
  const { running, next } = renderings;
  const keys = new Set([...running.keys(), ...next.keys()]);
  const changes = [...keys].flatMap((key) => changeOf(key, renderings) ?? []);
  return changes.sort((a, b) => compareText(nameOf(a), nameOf(b)) || compareText(a.object, b.object));
}

/** Objects with the same name are listed together, regardless of their kinds. */
function nameOf({ object }: WorkloadChange): string {
  return object.slice(object.lastIndexOf(' ') + 1);
}

function changeOf(key: string, renderings: Renderings): WorkloadChange | undefined {
  const [before, after] = [renderings.running.get(key), renderings.next.get(key)];
  const object = labelOf((after ?? before) as PlanObject);
  const unverified = isFickle(key, renderings) ? { unverified: true as const } : {};
  if (before === undefined) return { object, action: 'create', fields: [], unforetold: [], ...unverified };
  if (after === undefined) return { object, action: 'delete', fields: [], unforetold: [], ...unverified };
  const noise = noiseIn(key, before, after, renderings);
  const isNoise = (path: FieldPath) => noise.some((each) => isWithin(path, each) || isWithin(each, path));
  const differences = differencesOf(before.value, after.value);
  const sure = differences.filter(({ path }) => !isNoise(path));
  const byChance = differencesBetween(renderings.next, renderings.nextAgain, key);
  const unforetold = unique([...byChance, ...differences.map(({ path }) => path).filter(isNoise)]);
  if (sure.length === 0 && unforetold.length === 0) return undefined;
  const sensitive = { before: secretPaths(before, renderings), after: secretPaths(after, renderings) };
  const fields = sure.map((difference) => fieldChange(difference, { sensitive }));
  return { object, action: 'update', fields, unforetold, ...unverified };
}

function labelOf({ apiVersion, kind, namespace, name }: PlanObject): string {
  return `${apiVersion} ${kind} ${namespacedName({ namespace, name })}`;
}

/** Whether only one of two renderings of the same input contains an object. */
function isFickle(key: string, { running, runningAgain = running, next, nextAgain }: Renderings): boolean {
  return running.has(key) !== runningAgain.has(key) || next.has(key) !== nextAgain.has(key);
}

function noiseIn(key: string, before: PlanObject, after: PlanObject, renderings: Renderings): FieldPath[] {
  const { running, runningAgain = running, next, nextAgain } = renderings;
  const ofOld = differencesBetween(running, runningAgain, key);
  return [...differencesBetween(next, nextAgain, key), ...ofOld.map((path) => upToMovedItem(path, before, after))];
}

function differencesBetween(one: Manifest, other: Manifest, key: string): FieldPath[] {
  const [a, b] = [one.get(key), other.get(key)];
  return a === undefined || b === undefined ? [] : differencesOf(a.value, b.value).map(({ path }) => path);
}

/** Items of a list whose length changes may move: then the list as a whole counts. */
function upToMovedItem(path: FieldPath, before: PlanObject, after: PlanObject): FieldPath {
  const moved = path.findIndex((step, depth) => {
    const lengths = [before, after].map(({ value }) => listOf(valueAt(value, path.slice(0, depth))).length);
    return typeof step === 'number' && lengths[0] !== lengths[1];
  });
  return moved < 0 ? path : path.slice(0, moved);
}

function unique(paths: readonly FieldPath[]): FieldPath[] {
  const byText = new Map(paths.map((path) => [JSON.stringify(path), path]));
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, path]) => path);
}

function secretPaths(object: PlanObject, { secrets }: Renderings): FieldPath[] {
  const found: FieldPath[] = [...sensitivePaths(object)];
  walk(object.value, (part, path) => {
    if (isLeaf(part) && holdsSecret(String(part), secrets)) found.push([...path]);
    return true;
  });
  return found;
}

function isLeaf(part: unknown): boolean {
  return typeof part === 'string' || typeof part === 'number' || typeof part === 'bigint';
}

/** A shorter string from a Secret may occur in another string by chance. */
const LEAST = 6;

function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => (secret.length < LEAST ? text === secret : text.includes(secret)));
}

/** The strings and numbers in values. */
export function textsOf(values: unknown): string[] {
  const found = new Set<string>();
  walk(values, (part) => {
    if (isLeaf(part) && part !== '') found.add(String(part));
    return true;
  });
  return [...found];
}

/** The forms in which a secret may occur in an object: unchanged, its lines, which may be indented, and in base64. */
export function formsOfSecret(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const long = lines.filter((line) => line.length >= LEAST);
  return [...new Set([text, ...long, ...[text, ...long].map(toBase64)])];
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** A message without the strings from Secrets in it. */
export function withoutSecrets(message: string, secrets: readonly string[]): string {
  return textWithoutSecrets(
    message,
    secrets.filter((secret) => secret.length >= LEAST),
  );
}
