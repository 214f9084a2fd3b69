import type { FieldPath } from '../json';

/** A part of values: the layer that it is from, and which of its own parts may be from others. */
interface Part<L> {
  layer: L | undefined;
  readonly parts: Map<string | number, Part<L>>;
}

/**
 * The layer that each part of values comes from, recorded by the functions that compose the values (`mergeLayers`,
 * `applySet`) where they are given marks. It is kept beside the values, which stay plain data.
 */
export class Origins<L> {
  private readonly root: Part<L> = { layer: undefined, parts: new Map() };

  /** What a layer is put into the values with. */
  mark(layer: L): Mark {
    return new PartMark(this.root, layer);
  }

  /** The layer of what is at a place; `undefined` where no layer has put anything. */
  layerAt(path: FieldPath): L | undefined {
    let part = this.root;
    for (const step of path) {
      const inner = part.parts.get(step);
      if (inner === undefined) {
        break;
      }
      part = inner;
    }
    return part.layer;
  }
}

/** A place in values, and the layer that is being put there. */
export interface Mark {
  /** The same layer at an entry or item of the place. */
  at(step: string | number): Mark;
  /** What is at the place is from the layer now, with all that it holds. */
  take(): void;
}

class PartMark<L> implements Mark {
  constructor(
    private readonly part: Part<L>,
    private readonly layer: L,
  ) {}

  at(step: string | number): Mark {
    const { layer, parts } = this.part;
    const inner = parts.get(step) ?? { layer, parts: new Map() };
    parts.set(step, inner);
    return new PartMark(inner, this.layer);
  }

  take(): void {
    this.part.layer = this.layer;
    this.part.parts.clear();
  }
}
