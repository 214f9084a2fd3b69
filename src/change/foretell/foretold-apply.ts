import { mapOf, omit } from '../../json';
import type { NamespacedName } from '../../kubernetes';
import { clientSideApplied } from './client-side-apply';
import { asFluxSends, fluxApplier, isLeftAlone, tidiedByFlux } from './flux-apply';
import { kindShape } from './kind-shape';
import { managersOf } from './managers';
import { type Conflict, type ServerSideApplier, serverSideApplied } from './server-side-apply';
import { storedForm } from './stored';
import { type Takeover, takenOver } from './takeover';
import {
  doubtOfCompiledKinds,
  doubtOfServerSide,
  doubtOfUnknownSchema,
  type Unverified,
  unverifiedFields,
} from './unverified';

type KubeObject = Readonly<Record<string, unknown>>;

/** The applier, and how it applies. */
export type ApplyAs =
  | ({
      readonly method: 'server-side';
      /** The field manager. */
      readonly manager: string;
      /** Whether fields are taken from other managers. Otherwise an object in conflict is rejected. */
      readonly force: boolean;
    } & Takeover)
  /** `kubectl apply` without `--server-side`. */
  | { readonly method: 'client-side' }
  /** kustomize-controller, for a Kustomization, whose labels it adds. */
  | { readonly method: 'flux'; readonly kustomization: NamespacedName };

/** The predicted result of an apply. */
export interface ForetoldApply {
  /**
   * The object that the API server would store; if it rejects the apply because of conflicts, the result of a forced
   * apply.
   */
  readonly object: KubeObject;
  /** Fields of other managers that get, or would get, another value: by manager, then by field. */
  readonly conflicts: readonly Conflict[];
  /** Whether the API server rejects it, with status 409. */
  readonly isRefused: boolean;
  /** Fields whose stored value cannot be predicted. */
  readonly unverified: readonly Unverified[];
}

/**
 * Predicts the result of an apply from the object alone, for users who may read but not write.
 * test/api-server/foretell.test.ts compares it with API servers.
 *
 * @param live as returned by the API server, with managedFields; undefined if it does not exist
 * @param desired with the same apiVersion
 */
export function foretoldApply(change: {
  readonly live: KubeObject | undefined;
  readonly desired: KubeObject;
  readonly as: ApplyAs;
}): ForetoldApply {
  const { live, desired, as } = change;
  const none = { conflicts: [], isRefused: false, unverified: [] };
  if (live === undefined) return { object: desired, ...none };
  const text = omit(desired, ['status']);
  if (as.method === 'client-side') return clientSide(live, text);
  if (as.method === 'server-side') {
    return serverSide(live, text, { manager: as.manager, takesOver: takenOver(live, as) }, as.force);
  }
  if (isLeftAlone(live, text)) return { object: live, ...none };
  return serverSide(tidiedByFlux(live, text), asFluxSends(text, as.kustomization), fluxApplier(live, text), true);
}

function serverSide(live: KubeObject, text: KubeObject, applier: ServerSideApplier, force: boolean): ForetoldApply {
  const { object: written, conflicts, shape } = serverSideApplied(live, text, applier);
  const object = storedForm(mapOf(written), live);
  const unverified = unverifiedFields(doubtOfServerSide, { live, text, object, shape });
  return { object, conflicts, isRefused: !force && conflicts.length > 0, unverified };
}

function clientSide(live: KubeObject, text: KubeObject): ForetoldApply {
  const object = storedForm(mapOf(clientSideApplied(live, text)), live);
  const shape = kindShape(live, managersOf(live));
  const doubt = isCompiledIntoKubectl(live) ? doubtOfCompiledKinds : doubtOfUnknownSchema;
  const unverified = unverifiedFields(doubt, { live, text, object, shape });
  return { object, conflicts: [], isRefused: false, unverified };
}

/** Whether a kind is one of Kubernetes' own, by its group. */
function isCompiledIntoKubectl({ apiVersion }: KubeObject): boolean {
  const [group = '', version] = String(apiVersion).split('/');
  return version === undefined || !group.includes('.') || group.endsWith('.k8s.io');
}
