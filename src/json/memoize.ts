import { isPlainObject } from './json';
import { walk } from './walk';

/** Limits of {@link memoize}: what does not come again is not kept for ever. */
const MAX_TEXTS = 2000;
const MAX_LENGTH = 40;

/** Memoizes a pure function of a string. Only short inputs are cached: the keys of objects repeat. */
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

/** The texts that a part was written as, by the form in which it was. */
class Texts {
  private readonly byForm = new Map<string, string>();

  get(form: string): string | undefined {
    return this.byForm.get(form);
  }

  /** @returns the text to be used from now on */
  add(form: string, text: string): string {
    const joined = inOnePiece(text);
    this.byForm.set(form, joined);
    return joined;
  }
}

/**
 * The same text, its pieces joined. V8 keeps a text that was put together as its pieces, and goes through all of them whenever
 * a text around it is read: for what comes in each of a hundred targets, that is to be done once.
 */
function inOnePiece(text: string): string {
  return ` ${text}`.slice(1);
}

/**
 * Remembers how parts of data were written, for data that is written again and again: the targets of an application
 * share most of their values, as the very same maps. It knows the parts of a sample, such as the first target, and
 * nothing else, so that it stays small. The data must not change meanwhile.
 */
export class SharedParts {
  private readonly texts = new Map<object, Texts>();

  constructor(sample: unknown) {
    walk(sample, (part) => {
      if (Array.isArray(part) || isPlainObject(part)) this.texts.set(part, new Texts());
      return true;
    });
  }

  /** How a map or list was written before; `undefined` where it is no part of the sample. */
  textsOf(part: object): Texts | undefined {
    return this.texts.get(part);
  }
}
