import { canonicalJson, compareText, digest, isMap, listOf, mapOf, parsedJson, stringOf } from '../../json';
import { COMMAND_MANAGER } from '../../observe';
import type { ObjectChange } from '../plan/change';
import type { Plan } from '../plan/plan';
import { addressOf, type PlanObject } from '../plan/plan-object';
import type { ApplySet } from '../prune/apply-set';
import type { Prune } from '../prune/prune';
import { digestedValue } from './digested';
import { movedPin, type Pin, pinOf } from './pin';
import type { PlannedObject } from './stages';

/** A plan in a file: it contains digests of its inputs, so that it is applied exactly as planned or not at all. */
export interface PlanFile {
  /** A new minor version adds fields. */
  readonly format_version: typeof FORMAT_VERSION;
  /** Distinguishes it from other JSON. */
  readonly type: typeof TYPE;
  readonly input: PlanFileInput;
  readonly cluster: { readonly server: string; readonly context: string };
  /** The namespace of objects that have none in their text. */
  readonly namespace: string;
  readonly field_manager?: string;
  readonly set?: ApplySet;
  /** The objects of the code, members of the set that have left it, and objects that others take over, by address. */
  readonly objects: readonly PlanFileObject[];
}

/** The planned code. */
export interface PlanFileInput {
  /** The arguments on the command line: files, directories, `-`. Empty: the output of an app. */
  readonly filename: readonly string[];
  readonly recursive: boolean;
  /** `sha256:…` of the objects, without parts that may be secret and digests of objects. */
  readonly digest: string;
}

export interface PlanFileObject {
  readonly address: string;
  /** `none`: it stays unchanged. */
  readonly action: ObjectChange['action'] | 'none';
  /** Its state when the plan was made; absent if it did not exist. */
  readonly pin?: Pin;
}

const FORMAT_VERSION = '1.0';
const TYPE = 'fluxapp-plan';

/**
 * The digest of code, independent of file names and the order of objects. It is the same for code with other secrets: a
 * plan file is not confidential.
 */
export function digestOfCode(objects: readonly PlanObject[]): string {
  const sorted = [...objects].sort((a, b) => compareText(addressOf(a), addressOf(b)));
  return `sha256:${digest(sorted.map((object) => digestedValue(object)))}`;
}

export function planFileOf(
  plan: Plan,
  objects: readonly PlannedObject[],
  prune: Prune | undefined,
  origin: Pick<PlanFile, 'input' | 'cluster' | 'namespace' | 'field_manager'>,
): PlanFile {
  const head = { format_version: FORMAT_VERSION, type: TYPE, ...origin, ...(prune && { set: prune.set }) } as const;
  return { ...head, objects: stateOf(plan, objects, prune) };
}

function stateOf(plan: Plan, objects: readonly PlannedObject[], prune: Prune | undefined): PlanFileObject[] {
  const actions = new Map(plan.changes.map(({ address, action }) => [address, action]));
  const coded = objects.map(({ desired, live, own }): PlanFileObject => {
    const address = addressOf(desired);
    const action = actions.get(address) ?? 'none';
    return { address, action, ...(live !== undefined && { pin: pinOf(live, own.manager) }) };
  });
  const left = (prune?.deletions ?? []).map(({ address, live, isGoing }): PlanFileObject => {
    // one that is already being deleted counts as deleted
    return { address, action: isGoing ? 'none' : 'delete', pin: pinOf(live, COMMAND_MANAGER) };
  });
  const moved = plan.changes.flatMap(({ from }): PlanFileObject[] =>
    from === undefined ? [] : [{ address: addressOf(from), action: 'move', pin: movedPin(from) }],
  );
  return [...coded, ...left, ...moved].sort((a, b) => compareText(a.address, b.address));
}

/** Reads a plan file; undefined if the text is not a plan file of a supported version. */
export function parsePlanFile(text: string): PlanFile | undefined {
  const file = mapOf(parsedJson(text));
  const [input, cluster] = [mapOf(file.input), mapOf(file.cluster)];
  const isKnown = file.type === TYPE && /^1\./.test(stringOf(file.format_version) ?? '');
  const texts = [input.digest, cluster.server, cluster.context, file.namespace, ...listOf(input.filename)];
  const isWhole = texts.every((each) => typeof each === 'string') && Array.isArray(file.objects);
  return isKnown && isWhole && listOf(file.objects).every(isMap) ? (file as unknown as PlanFile) : undefined;
}

/** An object that has changed since a plan was made, and the difference. */
export interface Stale {
  readonly address: string;
  readonly message: string;
}

/**
 * The differences between a plan file and a new plan of the same code.
 *
 * @param prune the planned deletions from the set
 */
export function staleObjects(
  file: PlanFile,
  plan: Plan,
  objects: readonly PlannedObject[],
  prune: Prune | undefined,
): Stale[] {
  const planned = new Map(file.objects.map((each) => [each.address, each]));
  return stateOf(plan, objects, prune).flatMap((now) => {
    const message = difference(planned.get(now.address), now);
    return message === undefined ? [] : [{ address: now.address, message }];
  });
}

function difference(planned: PlanFileObject | undefined, now: PlanFileObject): string | undefined {
  if (planned === undefined) return 'it is not in the plan';
  // an interrupted run has already applied it
  if (now.action === 'none' && planned.action !== 'none') return undefined;
  if (planned.pin === undefined && now.pin !== undefined) return 'it was created since the plan was made';
  if (planned.pin !== undefined && now.pin === undefined) return 'it was deleted since the plan was made';
  if (canonicalJson(planned.pin ?? {}) !== canonicalJson(now.pin ?? {}))
    return 'it was changed since the plan was made';
  // half of a move: the old object is gone
  if (planned.action === 'move' && now.action === 'create') return undefined;
  // another version of the API server may have other defaults
  return planned.action === now.action ? undefined : 'the result of an apply is not the planned one';
}
