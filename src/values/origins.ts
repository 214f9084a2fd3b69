import type { FieldPath } from '../json';

/** A part of values: its layer, and its own parts that may come from other layers. */
interface Part<L> {
  layer: L | undefined;
  readonly parts: Map<string | number, Part<L>>;
}

/**
 * The layer of each part of values, recorded by the functions that compose the values (`mergeLayers`, `applySet`) if
 * they get marks. It is stored separately from the values, which stay plain data.
 */
export class Origins<L> {
  private readonly root: Part<L> = { layer: undefined, parts: new Map() };

  /** Records the layer that is being merged into the values. */
  mark(layer: L): Mark {
    return new PartMark(this.root, layer);
  }

  /** The layer of the value at a path; `undefined` if no layer has set it. */
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

/** A path in values, and the layer that is being merged there. */
export interface Mark {
  /** The same layer at an entry or item of this path. */
  at(step: string | number): Mark;
  /** Records that the value at this path now comes from the layer, including everything in it. */
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
