import { isPlainObject } from './json';
import { walk } from './walk';

/** Limits of the cache of {@link memoize}, so that it does not grow forever. */
const MAX_TEXTS = 2000;
const MAX_LENGTH = 40;

/** Memoizes a pure function of a string. Only short inputs are cached, such as object keys, which repeat. */
export function memoize<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > MAX_LENGTH) return make(text);
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= MAX_TEXTS) known.clear();
    const made = make(text);
    known.set(text, made);
    return made;
  };
}

/** The serialized texts of one map or list, by serialization. */
class Texts {
  private readonly byForm = new Map<string, string>();

  get(form: string): string | undefined {
    return this.byForm.get(form);
  }

  /** @returns the text to use from now on */
  add(form: string, text: string): string {
    const joined = inOnePiece(text);
    this.byForm.set(form, joined);
    return joined;
  }
}

/**
 * The same text as a flat string. V8 stores a concatenated string as its pieces, and traverses all of them whenever a
 * string that contains it is read. For text that occurs in each of a hundred targets, flattening it once is faster.
 */
function inOnePiece(text: string): string {
  return ` ${text}`.slice(1);
}

/**
 * Caches the serialized parts of data that is written repeatedly: the targets of an application share most of their
 * values, as the very same maps. It only caches parts of a sample, such as the first target, so that it stays small.
 * The data must not change.
 */
export class SharedParts {
  private readonly texts = new Map<object, Texts>();

  constructor(sample: unknown) {
    walk(sample, (part) => {
      if (Array.isArray(part) || isPlainObject(part)) this.texts.set(part, new Texts());
      return true;
    });
  }

  /** The cached text of a map or list; `undefined` if it is not part of the sample. */
  textsOf(part: object): Texts | undefined {
    return this.texts.get(part);
  }
}
