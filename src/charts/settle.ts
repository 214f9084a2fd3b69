import type { TemplateKeys } from './template-keys';
import { type EntryType, type MapType, mapTypeOf, TypeReference, unionOf, type ValueType } from './value-type';

/**
 * Decides which maps may have keys that are neither in the schema nor in values.yaml, according to the uses of the maps
 * in templates, and adds the keys that templates read.
 */
export class Settler {
  /** Schemas share parts. If templates do not read a part, the results are shared too. */
  private readonly known = [new Map<ValueType, ValueType>(), new Map<ValueType, ValueType>()] as const;
  private readonly references = [
    new Map<TypeReference, TypeReference>(),
    new Map<TypeReference, TypeReference>(),
  ] as const;

  /**
   * @param keys the keys that templates read; undefined: none
   * @param isCovered whether templates use an enclosing map as a whole
   */
  settle(type: ValueType, keys: TemplateKeys | undefined, isCovered: boolean): ValueType {
    if (type === 'unknown') return type;
    if (keys !== undefined) return this.settleNew(type, keys, isCovered);
    const known = this.known[isCovered ? 1 : 0];
    const settled = known.get(type) ?? this.settleNew(type, keys, isCovered);
    known.set(type, settled);
    return settled;
  }

  private settleNew(
    type: Exclude<ValueType, 'unknown'>,
    keys: TemplateKeys | undefined,
    isCovered: boolean,
  ): ValueType {
    const settled = type.references
      ? {
          ...type,
          references: type.references.map((each) => this.settleReference(each, isCovered || keys !== undefined)),
        }
      : type;
    if (type.map) return { ...settled, map: this.settleMap(type.map, keys, isCovered) };
    return keys !== undefined && keys.entries.size > 0 ? unionOf(settled, typeOfKeys(keys)) : settled;
  }

  /**
   * The keys that templates read from a referenced type are not followed: if they read any key, the map counts as used
   * as a whole.
   */
  private settleReference(reference: TypeReference, isCovered: boolean): TypeReference {
    const known = this.references[isCovered ? 1 : 0];
    const settled = known.get(reference) ?? new TypeReference(() => this.settle(reference.type, undefined, isCovered));
    known.set(reference, settled);
    return settled;
  }

  private settleMap(map: MapType, keys: TemplateKeys | undefined, isCovered: boolean): MapType {
    if (map.isInList) return map;
    const isOpen = isCovered || keys?.isWhole === true;
    const entries = new Map<string, EntryType>();
    for (const [key, entry] of map.entries) {
      entries.set(key, { ...entry, type: this.settle(entry.type, keys?.entries.get(key), isOpen) });
    }
    for (const [key, read] of map.others === 'refused' ? [] : (keys?.entries ?? [])) {
      if (!entries.has(key)) entries.set(key, { type: typeOfKeys(read), doc: [] });
    }
    return {
      ...map,
      entries,
      others: map.others === 'unsaid' ? (map.entries.size > 0 && !isOpen ? 'refused' : 'allowed') : map.others,
      ...(map.otherType && { otherType: this.settle(map.otherType, undefined, true) }),
    };
  }
}

/** The type of a value that is known only from templates. */
function typeOfKeys({ entries }: TemplateKeys): ValueType {
  if (entries.size === 0) return 'unknown';
  const types = [...entries].map(([key, read]) => [key, { type: typeOfKeys(read), doc: [] }] as const);
  return mapTypeOf({ entries: new Map(types), others: 'allowed', isInList: false });
}
