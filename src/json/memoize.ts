/** As many texts as this, and none longer: what does not come again is not kept for ever. */
const MAX_TEXTS = 2000;
const MAX_LENGTH = 40;

/** A pure function of texts that knows what it gave for short ones before: of thousands of objects most keys are the same. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
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
