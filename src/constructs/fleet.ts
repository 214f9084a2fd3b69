import type { IConstruct } from 'constructs';
import { checkAcross, type Footprint } from '../lowering/across';
import type { Plan } from '../lowering/plan';
import type { Diagnostic } from '../model/diagnostic';

/** Objects are written application by application, so that few plans are enough; and those of a fleet take room. */
const MAX_PLANS = 8;

const FLEET = Symbol.for('cdk8s-fluxapp.Fleet');

/**
 * All applications and templates of a construct tree, as far as they must not clash. Kept at the root of the tree, so
 * that each is looked at once, however many charts there are.
 */
export class Fleet {
  /** The fleet of the tree that a construct is in. */
  static of(construct: IConstruct): Fleet {
    const root = construct.node.root as { [FLEET]?: Fleet };
    if (root[FLEET] === undefined) Object.defineProperty(root, FLEET, { value: new Fleet() });
    return root[FLEET] as Fleet;
  }

  private readonly members: (() => Footprint | undefined)[] = [];
  private checked?: readonly Diagnostic[][];
  private readonly plans = new Map<object, Plan>();

  private constructor() {}

  /**
   * Adds a member.
   *
   * @param footprint what it makes; `undefined` where it has errors of its own
   * @returns what clashes with others there, to be called when all members are there
   */
  add(footprint: () => Footprint | undefined): () => readonly Diagnostic[] {
    const index = this.members.push(footprint) - 1;
    this.checked = undefined;
    return () => {
      this.checked ??= this.check();
      return this.checked[index] ?? [];
    };
  }

  /** What an application is lowered to: made anew where too many others were asked for since. */
  planOf(application: object, make: () => Plan): Plan {
    const plan = this.plans.get(application) ?? make();
    this.plans.delete(application);
    this.plans.set(application, plan);
    for (const oldest of this.plans.keys()) {
      if (this.plans.size <= MAX_PLANS) break;
      this.plans.delete(oldest);
    }
    return plan;
  }

  private check(): Diagnostic[][] {
    return checkAcross(this.footprints());
  }

  private *footprints(): Iterable<Footprint> {
    for (const member of this.members) yield member() ?? { description: '', objects: [] };
  }
}
