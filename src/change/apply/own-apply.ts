import { mapOf, type ValueMap, valueAt } from '../../json';
import { namespacedName } from '../../kubernetes';
import { COMMAND_MANAGER } from '../../observe';
import { type Applier, applierOf } from '../foretell/applier';
import type { Takeover } from '../foretell/takeover';
import { type AppliedBy, hasLetGo, type Kustomizations, ownerName, variablePaths } from '../plan/live/applied-by';
import type { PlanObject } from '../plan/plan-object';
import { setIdOf } from '../prune/apply-set';

/** Options of an apply. */
export interface ApplyWish {
  /** The field manager of `--field-manager`. */
  readonly manager?: string;
  /** Whether objects with another applier are taken over. @default false */
  readonly adopt?: boolean;
  /** The id of the set that objects become members of. @default - none */
  readonly setId?: string;
}

/** How this command applies an object: server-side. */
export interface OwnApply extends Takeover {
  /** The field manager. */
  readonly manager: string;
  /** The applier that writes the object repeatedly, in words; absent if it is this command, kubectl, or nobody. */
  readonly owner?: string;
  /** Variables in the text that the current owner replaces: `${tag}`. After a takeover nobody would replace them. */
  readonly variables?: readonly string[];
}

/**
 * How this command applies an object: with its field manager; after `kubectl apply --server-side` as kubectl. Fields
 * written by `kubectl apply` count as its own.
 *
 * @param live undefined if the object is new
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

/** The current set of an object that is to become a member of another one. */
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
      return kustomization !== undefined && hasLetGo(kustomization, object) ? undefined : `Kustomization ${name}`;
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
