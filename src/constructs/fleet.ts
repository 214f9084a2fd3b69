import type { IConstruct } from 'constructs';
import { checkAcross, type Footprint } from '../application';
import type { Diagnostic } from '../diagnostics';

/** The Applications of so many targets take some 10 MB, beside 40 for the constructs. */
const MANY_TARGETS = 20_000;

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

  private targets = 0;
  private readonly members: (() => Footprint | undefined)[] = [];
  private checked?: readonly Diagnostic[][];

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

  /** Takes down that there are so many targets more. */
  addTargets(count: number): void {
    this.targets += count;
  }

  /** Whether there are so many targets that what can be made again is not kept. */
  get isLarge(): boolean {
    return this.targets > MANY_TARGETS;
  }

  private check(): Diagnostic[][] {
    return checkAcross(this.footprints());
  }

  private *footprints(): Iterable<Footprint> {
    for (const member of this.members) yield member() ?? { description: '', objects: [] };
  }
}
