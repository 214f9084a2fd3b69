import { ownerOf } from '../application';
import { DELIVERY_KINDS, type DeliveryKind, namespacedName } from '../kubernetes';
import { type FluxObject, isLowered } from '../status';
import type { ApplicationRecord } from './application-record';
import { KeySets } from './key-sets';

/**
 * HelmReleases and Kustomizations by the application that they belong to according to their marks:
 * `<namespace>/<name>`.
 */
export class DeliveryIndex {
  private readonly owned: Readonly<Record<DeliveryKind, KeySets>> = {
    HelmRelease: new KeySets(),
    Kustomization: new KeySets(),
  };

  /** @param get returns the object of a kind by its key, if known */
  constructor(private readonly get: (kind: DeliveryKind, key: string) => FluxObject | undefined) {}

  /**
   * Updates the index after a change of an object.
   *
   * @param now the new state; absent if the object was deleted
   * @param before the previous state; absent if the object is new
   * @returns the applications that it belonged or belongs to
   */
  changed(kind: DeliveryKind, key: string, now?: FluxObject, before?: FluxObject): string[] {
    const [was, is] = [applicationOf(before), applicationOf(now)];
    if (was !== undefined && was !== is) this.owned[kind].delete(was, key);
    if (is !== undefined) this.owned[kind].add(is, key);
    return [was ?? [], is === was ? [] : (is ?? [])].flat();
  }

  /** The objects of an application. */
  of(kind: DeliveryKind, application: string): FluxObject[] {
    return [...this.owned[kind].get(application)].flatMap((key) => this.get(kind, key) ?? []);
  }

  /** The applications with at least one lowered object. */
  applications(): string[] {
    const keys = new Set(DELIVERY_KINDS.flatMap((kind) => [...this.owned[kind].keys()]));
    return [...keys].filter((key) => DELIVERY_KINDS.some((kind) => this.of(kind, key).some(isLowered)));
  }

  /** The objects of other applications in the namespace whose names are part of this application's name. */
  ofPartialNames({ namespace, name, desired }: ApplicationRecord): FluxObject[] {
    const owners = [...this.owned[desired.kind].keys()].filter((key) => {
      const [ofNamespace, owner = ''] = key.split('/');
      return ofNamespace === namespace && owner !== name && name.includes(owner);
    });
    return owners.flatMap((owner) => this.of(desired.kind, owner));
  }
}

function applicationOf(object: FluxObject | undefined): string | undefined {
  const name = object && ownerOf(object.metadata);
  return name === undefined ? undefined : namespacedName({ namespace: object?.metadata.namespace, name });
}
