import { addressOf, type PlanObject } from './plan-object';
import { referencesOf } from './references';

/** The objects of one side of a plan. */
export class PlanObjects {
  private readonly byAddress: ReadonlyMap<string, PlanObject>;
  private users?: ReadonlyMap<string, readonly PlanObject[]>;

  constructor(readonly all: readonly PlanObject[]) {
    this.byAddress = new Map(all.map((object) => [addressOf(object), object]));
  }

  get(address: string): PlanObject | undefined {
    return this.byAddress.get(address);
  }

  /** The objects that refer to one, in their order. */
  usersOf(address: string): readonly PlanObject[] {
    this.users ??= usersByAddress(this.all);
    return this.users.get(address) ?? [];
  }
}

function usersByAddress(all: readonly PlanObject[]): Map<string, PlanObject[]> {
  const users = new Map<string, PlanObject[]>();
  for (const object of all) {
    for (const address of new Set(referencesOf(object))) {
      const others = users.get(address);
      if (others) others.push(object);
      else users.set(address, [object]);
    }
  }
  return users;
}
