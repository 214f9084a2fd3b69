import { mapOf, type ValueMap, valueAt } from '../../json';
import { namespacedName } from '../../kubernetes';
import { COMMAND_MANAGER } from '../../observe';
import { type Applier, applierOf } from '../foretell/applier';
import type { Takeover } from '../foretell/takeover';
import {
  type AppliedBy,
  inventoryId,
  inventoryOf,
  type Kustomizations,
  ownerName,
  variablePaths,
} from '../plan/live/applied-by';
import type { PlanObject } from '../plan/plan-object';
import { setIdOf } from '../prune/apply-set';

/** What an apply is asked for. */
export interface ApplyWish {
  /** The field manager of `--field-manager`. */
  readonly manager?: string;
  /** Whether objects are taken over that somebody else applies. @default false */
  readonly adopt?: boolean;
  /** The id of the set that objects become members of. @default - of none */
  readonly setId?: string;
}

/** How this command applies an object: server-side. */
export interface OwnApply extends Takeover {
  /** The field manager. */
  readonly manager: string;
  /** Who applies the object again and again, in words; absent of an object of this command, of kubectl, or of nobody. */
  readonly owner?: string;
  /** Variables of the text whose values the owner puts in: `${tag}`. Nobody would do that any more. */
  readonly variables?: readonly string[];
}

/**
 * How an object is applied by this command: as its field manager; after `kubectl apply --server-side` as kubectl. What
 * `kubectl apply` has written before counts as its own.
 *
 * @param live undefined where the object is new
 */
export function ownApply(
  object: PlanObject,
  live: ValueMap | undefined,
  kustomizations: Kustomizations,
  { manager, adopt = false, setId }: ApplyWish = {},
): OwnApply {
  const applier: Applier = live === undefined ? { by: 'nobody' } : applierOf(live);
  const owner = ownerOf(applier, object, kustomizations, manager) ?? otherSetOf(live, setId);
  const variables = owner === undefined ? [] : variablesOf(object, applier, kustomizations);
  return {
    manager: manager ?? (applier.by === 'kubectl-server-side' ? 'kubectl' : COMMAND_MANAGER),
    ...(applier.by === 'kubectl-client-side' && { migratesClientSide: true }),
    ...(owner !== undefined && { owner, ...(adopt && { adopts: true }) }),
    ...(variables.length > 0 && { variables }),
  };
}

/** The set of an object that is to become a member of another one. */
function otherSetOf(live: ValueMap | undefined, setId: string | undefined): string | undefined {
  const id = setIdOf(live);
  return setId === undefined || id === undefined || id === setId ? undefined : `the ApplySet with the id ${id}`;
}

/** An object that this command applies, for the plan. */
export function ownAppliedBy({ manager, owner, adopts, migratesClientSide }: OwnApply): AppliedBy {
  const as = { method: 'server-side', manager, force: false, adopts, migratesClientSide } as const;
  const name = manager === 'kubectl' ? 'kubectl apply --server-side' : manager;
  const former = owner ?? (migratesClientSide ? 'kubectl apply' : undefined);
  return { as, description: former === undefined ? name : `${name}, in place of ${former}` };
}

/** The variables that the Kustomization of an object replaces in its text. */
function variablesOf(object: PlanObject, applier: Applier, kustomizations: Kustomizations): string[] {
  if (applier.by !== 'kustomize-controller') return [];
  const { postBuild } = mapOf(kustomizations.get(namespacedName(applier.kustomization))?.spec);
  if (postBuild === undefined) return [];
  const texts = variablePaths(object).map((path) => String(valueAt(object.value, path)));
  return [...new Set(texts.flatMap((text) => text.match(/\$\{[^}]*\}?/g) ?? []))];
}

function ownerOf(
  applier: Applier,
  object: PlanObject,
  kustomizations: Kustomizations,
  manager: string | undefined,
): string | undefined {
  switch (applier.by) {
    case 'kustomize-controller': {
      const name = namespacedName(applier.kustomization);
      const kustomization = kustomizations.get(name);
      const isLetGo = kustomization !== undefined && !inventoryOf(kustomization).has(inventoryId(object));
      return isLetGo ? undefined : `Kustomization ${name}`;
    }
    case 'resource-set':
    case 'helm':
    case 'argo-cd':
    case 'controller':
      return ownerName(applier);
    case 'other':
      return applier.manager === manager ? undefined : `field manager ${applier.manager}`;
    default:
      return undefined;
  }
}
