import { CONTROLLER, DIGESTS, HATCHED, LOWERED_BY, SYNTHESIS } from '../../application';
import { canonicalJson, differencesOf, formatPath, listOf, mapOf, omit, type ValueMap } from '../../json';
import { namespacedName } from '../../kubernetes';
import { ownApply } from '../apply/own-apply';
import { appliedMarksOf } from '../foretell/applied-marks';
import { applierOf } from '../foretell/applier';
import { foretoldApply } from '../foretell/foretold-apply';
import { managersOf } from '../foretell/managers';
import { managedFieldsAfter } from '../foretell/takeover';
import type { Kustomizations } from '../plan/live/applied-by';
import { type PlanObject, planObjectOf } from '../plan/plan-object';

/** An object that gets another applier. Its spec does not change. */
export interface HandedObject {
  readonly object: PlanObject;
  /** The object as the API server returned it. */
  readonly live: ValueMap;
  /**
   * Its new managedFields; undefined: they do not change.
   *
   * @param live the current object: controllers may have written its status in the meantime
   */
  readonly managedFieldsOf: (live: ValueMap) => readonly unknown[] | undefined;
}

/** A handover, or why there is none. */
export interface Handover {
  readonly objects: readonly HandedObject[];
  /** A merge patch for the Application. */
  readonly application: ValueMap;
  /** The reasons why nothing is handed over, one sentence each. */
  readonly refusals: readonly string[];
}

/** The input for a handover to the controller. */
export interface HandoverInput {
  /** As the API server returns it. */
  readonly application: ValueMap;
  /** The objects that the Application is lowered to in the cluster. */
  readonly wanted: readonly ValueMap[];
  /** The object as the API server returns it; undefined if it does not exist. */
  readonly liveOf: (object: ValueMap) => ValueMap | undefined;
  readonly kustomizations: Kustomizations;
  /** The field manager of the controller. */
  readonly manager: string;
}

/** The changes that make the controller the applier of the objects of an Application. Pure. */
export function handoverToController({ application, wanted, ...parts }: HandoverInput): Handover {
  const { liveOf, kustomizations, manager } = parts;
  const objects: HandedObject[] = [];
  const continued = appliers(application, kustomizations, manager);
  const refusals = [...refusalsOf(application), ...(continued.length > 0 ? continued : lastingMarks(application))];
  for (const value of wanted) {
    const object = planObjectOf(value) as PlanObject;
    const live = liveOf(value);
    if (live === undefined) {
      refusals.push(`${called(object)} does not exist: the controller would create it. Apply the code first`);
      continue;
    }
    const takeover = { manager, adopts: true, migratesClientSide: true };
    refusals.push(...appliers(live, kustomizations, manager), ...changes(object, live, takeover));
    objects.push({ object, live, managedFieldsOf: (now) => managedFieldsAfter(now, takeover) });
  }
  const annotations = { [LOWERED_BY]: CONTROLLER, ...nulled(mapOf(application.metadata).annotations, [DIGESTS]) };
  const labels = nulled(mapOf(application.metadata).labels, markedLabels(application));
  return { objects, application: { metadata: { annotations, labels } }, refusals: [...new Set(refusals)] };
}

/** The changes that give the objects of the controller another applier. Pure. */
export function handoverFromController(
  application: ValueMap,
  members: readonly ValueMap[],
  { from, to }: { readonly from: string; readonly to: string },
): Handover {
  const objects = members.flatMap((live): HandedObject[] => {
    const object = planObjectOf(live);
    if (object === undefined) return [];
    return [{ object, live, managedFieldsOf: (now) => renamed(now, from, to) }];
  });
  const annotations = { [LOWERED_BY]: SYNTHESIS };
  return { objects, application: { metadata: { annotations } }, refusals: refusalsOf(application) };
}

/** The managedFields of an object with its applier renamed. */
function renamed(live: ValueMap, from: string, to: string): readonly unknown[] {
  const managers = managersOf(live);
  return listOf(mapOf(live.metadata).managedFields).map((entry, index) => {
    const { name, operation, subresource } = managers[index] ?? {};
    return name === from && operation === 'Apply' && subresource === '' ? { ...mapOf(entry), manager: to } : entry;
  });
}

/** The marks of other appliers that a handover does not remove: with one, the controller would not lower the Application. */
function lastingMarks(application: ValueMap): string[] {
  const id = calledApplication(application);
  return appliedMarksOf(application)
    .filter(({ mark }) => !mark.startsWith('label '))
    .map(({ mark, owner }) => `${id} has ${mark} of ${owner}: remove it first`);
}

function refusalsOf(application: ValueMap): string[] {
  const isGoing = mapOf(application.metadata).deletionTimestamp !== undefined;
  return isGoing ? [`${calledApplication(application)} is being deleted`] : [];
}

function calledApplication({ metadata }: ValueMap): string {
  const { name, namespace } = mapOf(metadata);
  return `Application ${namespacedName({ namespace: String(namespace), name: String(name) })}`;
}

/** A sentence about an applier that would continue to apply an object repeatedly; empty if there is none. */
function appliers(live: ValueMap, kustomizations: Kustomizations, manager: string): string[] {
  const object = planObjectOf(live);
  const isCommand = ['other', 'nobody'].includes(applierOf(live).by);
  const owner = object && !isCommand ? ownApply(object, live, kustomizations, { manager }).owner : undefined;
  if (object === undefined || owner === undefined) return [];
  return [
    `${called(object)} is applied by ${owner}, which would continue to apply it: remove it there first, so that the ` +
      'object stays (in a Kustomization with the annotation kustomize.toolkit.fluxcd.io/prune: disabled)',
  ];
}

interface Takeover {
  readonly manager: string;
  readonly adopts: boolean;
  readonly migratesClientSide: boolean;
}

/** A sentence about the fields of an object outside of its metadata that would change. */
function changes(object: PlanObject, live: ValueMap, takeover: Takeover): string[] {
  const hatched = mapOf(mapOf(live.metadata).annotations)[HATCHED];
  const own = mapOf(mapOf(object.value.metadata).annotations)[HATCHED];
  if (hatched !== undefined && hatched !== own) {
    return [
      `${called(object)} has changes that are not in the Application (${hatched}): remove them from the code first`,
    ];
  }
  const foretold = foretoldApply({
    live,
    desired: object.value,
    as: { method: 'server-side', force: true, ...takeover },
  });
  const content = (value: ValueMap) => omit(value, ['metadata', 'status']);
  const [before, after] = [content(live), content(foretold.object)];
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const paths = differencesOf(before, after).map(({ path }) => formatPath(path));
  return [
    `${called(object)} would change (${paths.slice(0, 3).join(', ')}): apply the code first, or correct the Application`,
  ];
}

/** The labels by which other appliers mark an object as their own. */
function markedLabels(application: ValueMap): string[] {
  const starts = appliedMarksOf(application).flatMap(({ mark }) =>
    mark.startsWith('label ') ? [mark.slice('label '.length).replace(/name$/, '')] : [],
  );
  return Object.keys(mapOf(mapOf(application.metadata).labels)).filter((label) =>
    starts.some((start) => label.startsWith(start)),
  );
}

/** A merge patch that removes the keys that exist in the map. */
function nulled(map: unknown, keys: readonly string[]): ValueMap {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(mapOf(map), key)).map((key) => [key, null]));
}

function called(object: PlanObject): string {
  return `${object.kind} ${namespacedName(object)}`;
}
