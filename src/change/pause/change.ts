import {
  LOWERING_DIGEST,
  SUSPEND_BY,
  SUSPEND_REASON,
  SUSPEND_SINCE,
  SUSPEND_UNTIL,
  writtenTargets,
} from '../../application';
import type { DeliveryKind } from '../../kubernetes';
import { undoneBy } from '../../observe';
import {
  type Desired,
  type DesiredTarget,
  desiredOf,
  type FluxObject,
  fluxObjectOf,
  objectsOfTargets,
  type Pause,
  pauseOf,
} from '../../status';
import { entriesByObject, withSuspend } from './entries';

/** The desired state of targets: paused in this way, or resumed. */
export type PauseGoal = { readonly pause: Pause } | 'resume';

/** The change of a target. */
export interface TargetChange {
  readonly key: string;
  /** `host` for the host. */
  readonly cluster: string;
  readonly kind: DeliveryKind;
  /** The name of its lowered HelmRelease or Kustomization. */
  readonly name: string;
  /** The existing object, which may have another name; undefined if there is none. */
  readonly object?: string;
  /** The lowering digest in its annotation. */
  readonly digest?: string;
  readonly before?: Pause;
  readonly after?: Pause;
  /** A merge patch for the object; undefined if it already has the desired state. */
  readonly patch?: object;
  /** The appliers that will revert `suspend` in the object. */
  readonly undoneBy: readonly string[];
}

/** An operation of a JSON patch (RFC 6902). */
export type Operation =
  | { readonly op: 'test' | 'add'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** The change of an application. */
export interface PauseChange {
  readonly kind: DeliveryKind;
  /** By KEY. */
  readonly targets: readonly TargetChange[];
}

/** The input for a change: objects as returned by the API server. */
export interface PauseParts {
  readonly application: unknown;
  readonly desired: Desired;
  /** The HelmReleases or Kustomizations that belong to the application according to their marks. */
  readonly objects: readonly unknown[];
  readonly wish: PauseGoal;
  /** The targets. @default - all of them */
  readonly isMeant?: (target: DesiredTarget, pause: Pause | undefined) => boolean;
}

/** The patches that bring the given targets to the desired state. Pure. */
export function pauseChangeOf({ application, desired, objects, wish, isMeant = () => true }: PauseParts): PauseChange {
  const { kind, targets } = desired;
  const kept = new Map<FluxObject, unknown>();
  for (const object of objects) {
    const flux = fluxObjectOf(object, kind);
    if (flux) kept.set(flux, object);
  }
  const find = objectsOfTargets(targets, [...kept.keys()]);
  const resumed = wish === 'resume' ? digestsAfter(application, kind, undefined) : new Map<string, string>();
  const planned = targets.flatMap((target): TargetChange[] => {
    const object = find(target) as FluxObject | undefined;
    const before = object && pauseOf(object);
    if (!isMeant(target, before)) return [];
    const { key, cluster = 'host', name } = target;
    if (!object) return [{ key, cluster, kind, name, undoneBy: [] }];
    const digest = object.metadata.annotations?.[LOWERING_DIGEST];
    const head = { key, cluster, kind, name, object: object.metadata.name, digest };
    const raw = kept.get(object);
    if (wish === 'resume') {
      if (!before) return [{ ...head, undoneBy: [] }];
      const patch = resumingPatch(object, target, resumed.get(name));
      return [{ ...head, before, patch, undoneBy: undoneBy(raw, false) }];
    }
    // a continued pause keeps its start time
    const after = { ...wish.pause, since: before?.since ?? wish.pause.since };
    return [
      {
        ...head,
        ...(before ? { before } : {}),
        after,
        patch: pausingPatch(object, after),
        undoneBy: undoneBy(raw, true),
      },
    ];
  });
  return { kind, targets: planned };
}

function pausingPatch({ metadata }: FluxObject, { reason, by, since, until }: Pause): object {
  const annotations = {
    [SUSPEND_REASON]: reason ?? null,
    [SUSPEND_BY]: by ?? null,
    [SUSPEND_SINCE]: since ?? null,
    [SUSPEND_UNTIL]: until ?? null,
  };
  return { metadata: { uid: metadata.uid, annotations }, spec: { suspend: true } };
}

/**
 * If the author set `suspend: true`, the object's digest includes it. The object matched its Application, and should
 * still match after both are resumed.
 */
function resumingPatch({ metadata }: FluxObject, target: DesiredTarget, digest: string | undefined): object {
  const own = metadata.annotations?.[LOWERING_DIGEST];
  const isInStep = own !== undefined && own === target.digest && digest !== undefined && digest !== own;
  const annotations = {
    [SUSPEND_REASON]: null,
    [SUSPEND_BY]: null,
    [SUSPEND_SINCE]: null,
    [SUSPEND_UNTIL]: null,
    ...(isInStep ? { [LOWERING_DIGEST]: digest } : {}),
  };
  return { metadata: { uid: metadata.uid, annotations }, spec: { suspend: null } };
}

/**
 * A JSON patch that gives the entries of these targets the same state as their objects: it only changes the list of
 * targets, also in compact form. It tests every entry that it changes, because the list may have changed.
 */
export function applicationPatch(application: unknown, { kind, targets }: PauseChange, wish: PauseGoal): Operation[] {
  const entries = entriesByObject(application, kind);
  const { path: list } = writtenTargets(application);
  const written = wish === 'resume' ? digestsAfter(application, kind, false) : new Map<string, string>();
  return targets.flatMap(({ name, object, digest }): Operation[] => {
    const found = entries.get(name);
    if (!found || object === undefined) return [];
    const { index, entry, isSuspended, isSuspendedBelow } = found;
    if (isSuspended === (wish !== 'resume')) return [];
    const path = `/${[...list, index].join('/')}`;
    const tests: Operation[] = ['destination', 'name']
      .filter((field) => entry[field] !== undefined)
      .map((field) => ({ op: 'test', path: `${path}/${field}`, value: entry[field] }));
    if (wish !== 'resume') return [...tests, { op: 'add', path: `${path}/suspend`, value: true }];
    // `suspend: false` differs from an absent field, and changes the digest
    const wasFalse = digest !== undefined && digest === written.get(name);
    if (wasFalse || isSuspendedBelow) return [...tests, { op: 'add', path: `${path}/suspend`, value: false }];
    return [...tests, { op: 'remove', path: `${path}/suspend` }];
  });
}

/** The digest by name of the object, after the change of the suspended entries. */
function digestsAfter(application: unknown, kind: DeliveryKind, suspend: boolean | undefined): Map<string, string> {
  const suspended = [...entriesByObject(application, kind).values()].filter(({ isSuspended }) => isSuspended);
  const after = desiredOf(withSuspend(application, new Set(suspended.map(({ index }) => index)), suspend));
  return new Map((after?.targets ?? []).flatMap(({ name, digest }) => (digest === undefined ? [] : [[name, digest]])));
}
