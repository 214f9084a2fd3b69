import { type FieldPath, leavesOf, listOf, mapOf, stringOf, type ValueMap } from '../../../json';
import { type NamespacedName, namespacedName } from '../../../kubernetes';
import { COMMAND_MANAGER } from '../../../observe';
import { type Applier, applierOf } from '../../foretell/applier';
import type { ApplyAs } from '../../foretell/foretold-apply';
import { groupOf, type PlanObject } from '../plan-object';
import { withMetadata } from './common-metadata';

/** How the text of an object reaches the cluster. */
export interface AppliedBy {
  readonly as: ApplyAs;
  /** In words: `kustomize-controller, for Kustomization flux-system/apps`. */
  readonly description: string;
  /** Why the result is uncertain, if it is. */
  readonly doubt?: string;
  /** The uncertain fields. @default - all of them */
  readonly doubtfulPaths?: readonly FieldPath[];
}

/** The Kustomizations in the cluster that may apply objects, by `<namespace>/<name>`. */
export type Kustomizations = ReadonlyMap<string, ValueMap>;

/** The Kustomization that applies an object, according to its labels; undefined if there is none. */
export function kustomizationOf(live: ValueMap): NamespacedName | undefined {
  const applier = applierOf(live);
  return applier.by === 'kustomize-controller' ? applier.kustomization : undefined;
}

/**
 * The applier of a changed object, and how it applies: the current applier of the object.
 *
 * @param live undefined if the object is new
 * @param manager the field manager of `--field-manager`
 */
export function appliedBy(
  object: PlanObject,
  live: ValueMap | undefined,
  kustomizations: Kustomizations,
  manager?: string,
): AppliedBy {
  if (manager !== undefined) return serverSide(manager);
  if (live === undefined) return serverSide(COMMAND_MANAGER);
  const applier = applierOf(live);
  switch (applier.by) {
    case 'kubectl-client-side':
      return { as: { method: 'client-side' }, description: 'kubectl apply' };
    case 'kubectl-server-side':
      return { ...serverSide('kubectl'), description: 'kubectl apply --server-side' };
    case 'kustomize-controller':
      return byKustomization(object, applier.kustomization, kustomizations);
    case 'other':
      return serverSide(applier.manager);
    case 'fluxapp':
    case 'nobody':
      return serverSide(COMMAND_MANAGER);
    default:
      return { ...serverSide(COMMAND_MANAGER), doubt: `it is applied by ${ownerName(applier)}` };
  }
}

function serverSide(manager: string): AppliedBy {
  return { as: { method: 'server-side', manager, force: false }, description: manager };
}

type Owner = Extract<Applier, { readonly by: 'resource-set' | 'helm' | 'argo-cd' | 'controller' }>;

/** The applier that writes an object repeatedly, in words. */
export function ownerName(applier: Owner): string {
  switch (applier.by) {
    case 'resource-set':
      return `ResourceSet ${namespacedName(applier.resourceSet)}`;
    case 'helm':
      return `${applier.isOfFlux ? 'HelmRelease' : 'Helm release'} ${namespacedName(applier.release)}`;
    case 'argo-cd':
      return `Application ${applier.application} of Argo CD`;
    case 'controller':
      return `the controller of ${applier.owner.kind} ${applier.owner.name}`;
  }
}

/** Labels stay on an object when its Kustomization releases it; the inventory entry does not. */
function byKustomization(object: PlanObject, named: NamespacedName, kustomizations: Kustomizations): AppliedBy {
  const name = `Kustomization ${namespacedName(named)}`;
  const kustomization = kustomizations.get(namespacedName(named));
  const flux = { as: { method: 'flux', kustomization: named }, description: `${CONTROLLER}, for ${name}` } as const;
  if (kustomization === undefined) return { ...flux, doubt: `${name} does not exist, or may not be read` };
  if (hasLetGo(kustomization, object)) return serverSide(COMMAND_MANAGER);
  const { postBuild, ...spec } = mapOf(kustomization.spec);
  const changing = CHANGING.filter((field) => spec[field] !== undefined);
  if (changing.length > 0) return { ...flux, doubt: `${name} changes the text: ${changing.join(', ')}` };
  const doubtfulPaths = postBuild === undefined ? [] : variablePaths(object);
  return doubtfulPaths.length === 0
    ? flux
    : { ...flux, doubt: `${name} puts values in place of variables`, doubtfulPaths };
}

const CONTROLLER = 'kustomize-controller';

/** Fields of a Kustomization that modify its objects, in addition to `postBuild` and `commonMetadata`. */
const CHANGING = ['patches', 'images', 'namePrefix', 'nameSuffix', 'targetNamespace', 'components'];

/** Label or annotation on an object, `disabled`: its variables stay. */
const SUBSTITUTE = 'kustomize.toolkit.fluxcd.io/substitute';

/** The strings of an object that contain variables of `postBuild`. */
export function variablePaths({ value }: PlanObject): FieldPath[] {
  const { labels, annotations } = mapOf(value.metadata);
  if ([labels, annotations].some((marks) => mapOf(marks)[SUBSTITUTE] === 'disabled')) return [];
  return leavesOf(value)
    .filter(({ value: text }) => typeof text === 'string' && text.includes('${'))
    .map(({ path }) => path);
}

/** The object with the labels and annotations that its Kustomization adds to all objects. */
export function withCommonMetadata(
  object: PlanObject,
  live: ValueMap | undefined,
  kustomizations: Kustomizations,
): PlanObject {
  const named = live && kustomizationOf(live);
  const { commonMetadata } = mapOf(named && kustomizations.get(namespacedName(named))?.spec);
  if (commonMetadata === undefined) return object;
  return { ...object, value: withMetadata(object.value, mapOf(commonMetadata)) };
}

/** An object in the format of an inventory (fluxcd/cli-utils `object.ObjMetadata`): `NAMESPACE_NAME_GROUP_KIND`. */
export function inventoryId(object: PlanObject): string {
  const { namespace = '', name, kind } = object;
  return [namespace, name.replaceAll(':', '__'), groupOf(object), kind].join('_');
}

/**
 * Whether a Kustomization no longer applies an object that has its labels. A Kustomization without an inventory has applied
 * nothing since it was created or restored, so it is not known to have given up the object.
 */
export function hasLetGo(kustomization: ValueMap, object: PlanObject): boolean {
  return mapOf(kustomization.status).inventory !== undefined && !inventoryOf(kustomization).has(inventoryId(object));
}

/** An object in an inventory. */
export interface InventoryEntry extends NamespacedName {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The objects that a Kustomization has applied, by their ids in its inventory. */
export function inventoryOf(kustomization: ValueMap): ReadonlyMap<string, InventoryEntry> {
  const known = inventories.get(kustomization);
  if (known !== undefined) return known;
  const read = readInventory(kustomization);
  inventories.set(kustomization, read);
  return read;
}

/** An inventory has thousands of entries, and is used for each of them. */
const inventories = new WeakMap<ValueMap, ReadonlyMap<string, InventoryEntry>>();

function readInventory(kustomization: ValueMap): ReadonlyMap<string, InventoryEntry> {
  const { entries } = mapOf(mapOf(kustomization.status).inventory);
  const found = new Map<string, InventoryEntry>();
  for (const { id, v } of listOf(entries).map(mapOf)) {
    const parts = (stringOf(id) ?? '').split('_');
    if (parts.length < 4) continue;
    const [namespace = '', ...rest] = parts;
    const [group = '', kind = ''] = rest.splice(-2);
    const version = stringOf(v) ?? '';
    found.set(parts.join('_'), {
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind,
      name: rest.join('_').replaceAll('__', ':'),
      ...(namespace !== '' && { namespace }),
    });
  }
  return found;
}
