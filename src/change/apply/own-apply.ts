import type { ValueMap } from '../../json';
import { namespacedName } from '../../kubernetes';
import { COMMAND_MANAGER } from '../../observe';
import { type Applier, applierOf } from '../foretell/applier';
import type { Takeover } from '../foretell/takeover';
import { type AppliedBy, inventoryId, inventoryOf, type Kustomizations, ownerName } from '../plan/live/applied-by';
import type { PlanObject } from '../plan/plan-object';

/** How this command applies an object: server-side. */
export interface OwnApply extends Takeover {
  /** The field manager. */
  readonly manager: string;
  /** Who applies the object again and again, in words; absent of an object of this command, of kubectl, or of nobody. */
  readonly owner?: string;
}

/**
 * How an object is applied by this command: as its field manager; after `kubectl apply --server-side` as kubectl. What
 * `kubectl apply` has written before counts as its own.
 *
 * @param live undefined where the object is new
 * @param manager the field manager of `--field-manager`
 */
export function ownApply(
  object: PlanObject,
  live: ValueMap | undefined,
  kustomizations: Kustomizations,
  manager?: string,
): OwnApply {
  const applier: Applier = live === undefined ? { by: 'nobody' } : applierOf(live);
  const owner = ownerOf(applier, object, kustomizations, manager);
  return {
    manager: manager ?? (applier.by === 'kubectl-server-side' ? 'kubectl' : COMMAND_MANAGER),
    ...(applier.by === 'kubectl-client-side' && { migratesClientSide: true }),
    ...(owner !== undefined && { owner }),
  };
}

/** An object that this command applies, for the plan. */
export function ownAppliedBy({ owner: _, ...own }: OwnApply): AppliedBy {
  const as = { method: 'server-side', force: false, ...own } as const;
  return { as, description: own.manager === 'kubectl' ? 'kubectl apply --server-side' : own.manager };
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
