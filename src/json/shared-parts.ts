import { isPlainObject } from './json';

/** How something was written before, by the form in which it was. */
type Texts = Map<string, string>;

/**
 * Remembers how parts of data were written, for data that is written again and again: the targets of an application
 * share most of their values, as the very same maps. It knows the parts of a sample, such as the first target, and
 * nothing else, so that it stays small. The data must not change meanwhile.
 */
export class SharedParts {
  private readonly texts = new Map<object, Texts>();

  /** @param sample data without circles */
  constructor(sample: unknown) {
    this.add(sample);
  }

  /** How a map or list was written before; `undefined` where it is no part of the sample. */
  textsOf(part: object): Texts | undefined {
    return this.texts.get(part);
  }

  private add(value: unknown): void {
    if (!Array.isArray(value) && !isPlainObject(value)) return;
    for (const part of Object.values(value)) this.add(part);
    this.texts.set(value, new Map());
  }
}
