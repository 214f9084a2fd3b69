import { compareText, differencesOf, type FieldPath, listOf, valueAt, walk } from '../../json';
import { namespacedName } from '../../kubernetes';
import { isWithin } from '../plan/effects/spec-changes';
import { fieldChange } from '../plan/field-change';
import type { PlanObject } from '../plan/plan-object';
import { sensitivePaths } from '../plan/sensitive';
import type { Manifest } from './manifest';
import type { WorkloadChange } from './release-workloads';

/** What a release was rendered to, in several ways. */
export interface Renderings {
  /** What runs. Empty where nothing is installed. */
  readonly running: Manifest;
  /** The same input, rendered again; absent where nothing is installed. */
  readonly runningAgain?: Manifest;
  /** The new input, rendered twice. */
  readonly next: Manifest;
  readonly nextAgain: Manifest;
  /** Texts that Secrets bring to the values: a field that holds one is masked. */
  readonly secrets: readonly string[];
}

/**
 * What changes, by the names of the objects. A field is not foretold where two renderings of one input differ: of the new
 * one by chance and time, of the old one and what runs by what a rendering here cannot know, such as what `lookup` finds.
 */
export function workloadChanges(renderings: Renderings): WorkloadChange[] {
  const { running, next } = renderings;
  const keys = new Set([...running.keys(), ...next.keys()]);
  const changes = [...keys].flatMap((key) => changeOf(key, renderings) ?? []);
  return changes.sort((a, b) => compareText(nameOf(a), nameOf(b)) || compareText(a.object, b.object));
}

/** Objects of one name belong together, whatever their kinds are. */
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

/** Whether an object is there in one of two renderings of one input alone. */
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

/** Items of a list that got longer or shorter may stand elsewhere afterwards: the list as a whole counts then. */
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

/** A text of a Secret that is shorter may stand in another text by chance. */
const LEAST = 6;

function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => (secret.length < LEAST ? text === secret : text.includes(secret)));
}

/** The texts and numbers that values hold. */
export function textsOf(values: unknown): string[] {
  const found = new Set<string>();
  walk(values, (part) => {
    if (isLeaf(part) && part !== '') found.add(String(part));
    return true;
  });
  return [...found];
}

/** The texts in which a secret may stand in an object: as it is, its lines, which may be indented, and in base64. */
export function formsOfSecret(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const long = lines.filter((line) => line.length >= LEAST);
  return [...new Set([text, ...long, ...[text, ...long].map(toBase64)])];
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** A message without the texts of Secrets that stand in it. */
export function withoutSecrets(message: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= LEAST)
    .reduce((text, secret) => text.replaceAll(secret, '(sensitive)'), message);
}
