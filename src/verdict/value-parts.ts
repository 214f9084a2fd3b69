import { canonicalJson, inNumbers, setEntry, type ValueMap } from '../json';
import { isSubstituted, type Variables, variablesIn } from './variables';

/** Values whose parts are shared with equal values of other targets. */
export interface SharedValues {
  /** Equal for equal values, and only for them. */
  readonly id: string;
  readonly values: ValueMap;
  readonly variables: Variables;
}

/** The value of a top-level key. */
interface ValuePart {
  readonly id: string;
  readonly value: unknown;
  readonly variables: Variables;
}

/** The maximum number of cached parts, by content and by identity, and of the characters of their canonical JSON. */
const KEPT = 2000;
const KEPT_CHARACTERS = 8_000_000;

/**
 * Replaces equal parts of values with one and the same part, whose large integers are numbers. Targets share most of
 * their values: what was determined of a part for one of them holds for the others.
 */
export class ValueParts {
  private readonly byIdentity = new Map<object, ValuePart>();
  private readonly byContent = new Map<string, ValuePart>();
  private count = 0;
  private characters = 0;

  /** @param values plain data, which does not change afterwards */
  of(values: ValueMap): SharedValues {
    const shared: Record<string, unknown> = {};
    const variables = new Set<string>();
    const ids: string[] = [];
    for (const key of Object.keys(values)) {
      const given = values[key];
      if (given === undefined) continue;
      const part = this.part(given);
      setEntry(shared, key, part.value);
      ids.push(`${JSON.stringify(key)}:${part.id}`);
      if (isSubstituted(key)) variables.add(key);
      for (const variable of part.variables) variables.add(variable);
    }
    return { id: ids.sort().join(), values: shared, variables };
  }

  private part(value: unknown): ValuePart {
    if (typeof value !== 'object' || value === null) return partOf(value, canonicalJson(value));
    const known = this.byIdentity.get(value);
    if (known !== undefined) return known;
    const content = canonicalJson(value);
    const part = this.byContent.get(content) ?? this.added(value, content);
    if (this.byIdentity.size >= KEPT) this.byIdentity.clear();
    this.byIdentity.set(value, part);
    return part;
  }

  private added(value: object, content: string): ValuePart {
    this.characters += content.length;
    if (this.byContent.size >= KEPT || this.characters > KEPT_CHARACTERS) {
      this.byContent.clear();
      this.byIdentity.clear();
      this.characters = content.length;
    }
    this.count += 1;
    const part = partOf(value, `#${this.count}`); // JSON never starts with this character
    this.byContent.set(content, part);
    return part;
  }
}

function partOf(value: unknown, id: string): ValuePart {
  return { id, value: inNumbers(value), variables: variablesIn(value) };
}
