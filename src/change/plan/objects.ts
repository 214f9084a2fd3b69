import { releaseId } from './helm-release';
import { addressOf, deliveryKindOf, type PlanObject } from './plan-object';
import { referencesOf } from './references';

/** The objects of one side of a plan. */
export class PlanObjects {
  private readonly byAddress: ReadonlyMap<string, PlanObject>;
  private users?: ReadonlyMap<string, readonly PlanObject[]>;
  private releases?: ReadonlyMap<string, readonly PlanObject[]>;

  constructor(readonly all: readonly PlanObject[]) {
    this.byAddress = new Map(all.map((object) => [addressOf(object), object]));
  }

  get(address: string): PlanObject | undefined {
    return this.byAddress.get(address);
  }

  /** The objects that refer to one, in their order. */
  usersOf(address: string): readonly PlanObject[] {
    this.users ??= by(this.all, (object) => new Set(referencesOf(object)));
    return this.users.get(address) ?? [];
  }

  /** A HelmRelease of another name, if there is one, that has the same Helm release. */
  otherOwnerOf(release: PlanObject): PlanObject | undefined {
    this.releases ??= by(this.all, (object) => (deliveryKindOf(object) === 'HelmRelease' ? [releaseId(object)] : []));
    return this.releases.get(releaseId(release))?.find(({ name }) => name !== release.name);
  }
}

/** Objects by keys that each may have several of. */
function by(all: readonly PlanObject[], keysOf: (object: PlanObject) => Iterable<string>): Map<string, PlanObject[]> {
  const found = new Map<string, PlanObject[]>();
  for (const object of all) {
    for (const key of keysOf(object)) {
      const others = found.get(key);
      if (others) others.push(object);
      else found.set(key, [object]);
    }
  }
  return found;
}
