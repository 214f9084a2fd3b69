import type { IConstruct } from 'constructs';
import { checkAcross, type Footprint } from '../application';
import type { Diagnostic } from '../diagnostics';

const REGISTRY = Symbol.for('cdk8s-fluxapp.ConflictRegistry');

/**
 * Finds conflicts between the applications, templates and sources of a construct tree. It is stored at the root of the
 * tree, so that everything is checked once, regardless of the number of charts.
 */
export class ConflictRegistry {
  /** The registry of the tree that contains a construct. */
  static of(construct: IConstruct): ConflictRegistry {
    const root = construct.node.root as { [REGISTRY]?: ConflictRegistry };
    if (root[REGISTRY] === undefined) Object.defineProperty(root, REGISTRY, { value: new ConflictRegistry() });
    return root[REGISTRY] as ConflictRegistry;
  }

  private readonly footprints: (() => Footprint | undefined)[] = [];
  /** The conflicts of every entry, until another entry is added. */
  private conflicts?: readonly Diagnostic[][];

  private constructor() {}

  /**
   * Adds an entry.
   *
   * @param footprint the identities it creates; `undefined` if it has errors of its own
   * @returns a function that returns its conflicts with the others; call it at synthesis, when all entries have been
   * added
   */
  add(footprint: () => Footprint | undefined): () => readonly Diagnostic[] {
    const index = this.footprints.push(footprint) - 1;
    this.conflicts = undefined;
    return () => {
      this.conflicts ??= checkAcross(this.present());
      return this.conflicts[index] ?? [];
    };
  }

  private *present(): Iterable<Footprint> {
    for (const footprint of this.footprints) yield footprint() ?? { description: '', objects: [] };
  }
}
