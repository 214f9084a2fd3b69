import type { HelmRelease } from '../../../imports/helm.toolkit.fluxcd.io';
import type { Kustomization } from '../../../imports/kustomize.toolkit.fluxcd.io';
import type { HelmChart } from '../../../imports/source.toolkit.fluxcd.io';
import { setEntry } from '../../json';

/** The ConfigMap that carries the nulls of a target's values. */
export interface ValuesConfigMap {
  readonly apiVersion: 'v1';
  readonly kind: 'ConfigMap';
  readonly metadata: HelmRelease['metadata'];
  readonly data: Readonly<Record<string, string>>;
}

/** A Kubernetes object that lowering makes: plain JSON data, ready to be written or sent. */
export type LoweredObject = HelmChart | HelmRelease | Kustomization | ValuesConfigMap;

/** What a deployment target is lowered to, in the first place. */
export type Release = HelmRelease | Kustomization;

/** The map without entries that are `undefined`; the same map where there are none. */
export function present<T extends object>(map: T): T {
  const all = map as Record<string, unknown>;
  const keys = Object.keys(all);
  if (keys.every((key) => all[key] !== undefined)) return map;
  const kept: Record<string, unknown> = {};
  for (const key of keys) if (all[key] !== undefined) setEntry(kept, key, all[key]);
  return kept as T;
}
