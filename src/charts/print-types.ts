import { type InterfaceMember, listType, literalType, printInterface } from '../typescript';
import { typeName } from './names';
import type { EntryType, KnownType, Literal, MapType, TypeReference, ValueType } from './value-type';

/** The package's type of a map that accepts any keys and is not a list. */
export const ANY_MAP = 'OpenValues';

/** The printed interfaces of a type; that of the map itself is first. */
export interface PrintedTypes {
  readonly text: string;
  /** The name of the first interface. */
  readonly name: string;
  /** Whether they use {@link ANY_MAP}. */
  readonly usesAnyMap: boolean;
}

/**
 * Prints a map as an interface, and an interface for each map with keys below it, named after its path. Maps with the
 * same members share one.
 *
 * @param doc the documentation of the first interface
 */
export function printTypes(map: MapType, name: string, doc: readonly string[]): PrintedTypes {
  const printer = new TypePrinter();
  printer.nameOf(map, name, doc);
  const { text } = printer;
  return { text, name, usesAnyMap: new RegExp(`\\b${ANY_MAP}\\b`).test(text) };
}

class TypePrinter {
  /** In the order of their first use. */
  private readonly interfaces: { text: string }[] = [];
  private readonly names = new Set<string>([ANY_MAP]);
  private readonly byMap = new Map<MapType, string>();
  private readonly byBody = new Map<string, string>();
  private readonly byReference = new Map<TypeReference, string>();

  get text(): string {
    return this.interfaces
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n');
  }

  /** The name of the interface of a map. */
  nameOf(map: MapType, wanted: string, doc: readonly string[] = []): string {
    const before = this.byMap.get(map);
    if (before !== undefined) return before;
    const place = { text: '' };
    this.interfaces.push(place);
    const isNew = !this.names.has(wanted);
    const name = isNew ? wanted : this.unused(wanted);
    this.names.add(name);
    // a map may contain itself
    this.byMap.set(map, name);
    const members = [...map.entries].map(([key, entry]) => this.member(key, entry, map, `${name}${typeName(key)}`));
    const base = map.others === 'refused' ? undefined : ANY_MAP;
    const body = printInterface('', members, [], base);
    const same = this.byBody.get(body);
    if (same !== undefined && doc.length === 0) {
      this.names.delete(name);
      this.byMap.set(map, same);
      return same;
    }
    place.text = printInterface(name, members, doc, base);
    this.byBody.set(body, name);
    return name;
  }

  private unused(name: string): string {
    for (let number = 2; ; number++) if (!this.names.has(`${name}${number}`)) return `${name}${number}`;
  }

  private member(key: string, entry: EntryType, { isInList }: MapType, name: string): InterfaceMember {
    const type = this.typeOf(entry.type, name);
    const isNullable = !isInList && entry.type !== 'unknown' && !entry.type.scalars.includes('null');
    return {
      name: key,
      type: isNullable ? `${type} | null` : type,
      optional: entry.isRequired !== true,
      doc: docOf(entry),
    };
  }

  private typeOf(type: ValueType, name: string): string {
    if (type === 'unknown') return 'unknown';
    const parts = [
      ...(type.map ? [this.mapType(type.map, name)] : []),
      ...(type.list === undefined ? [] : [listType(this.typeOf(type.list, `${name}Item`))]),
      ...literalsOf(type),
      ...type.scalars,
      ...(type.references ?? []).map((reference) => this.referenceName(reference, name)),
    ];
    return [...new Set(parts)].join(' | ');
  }

  /** The name of a type that contains itself. */
  private referenceName(reference: TypeReference, wanted: string): string {
    const before = this.byReference.get(reference);
    if (before !== undefined) return before;
    const { type } = reference;
    if (type === 'unknown') return 'unknown';
    const { map, scalars, literals, list, references } = type;
    const isInterface = map && map.entries.size > 0 && scalars.length + literals.length === 0 && !list && !references;
    if (isInterface) return this.nameOf(map, wanted);
    const place = { text: '' };
    this.interfaces.push(place);
    const name = this.names.has(wanted) ? this.unused(wanted) : wanted;
    this.names.add(name);
    this.byReference.set(reference, name);
    place.text = `export type ${name} = ${this.typeOf(type, `${name}Value`)};\n`;
    return name;
  }

  private mapType(map: MapType, name: string): string {
    if (map.entries.size > 0) return this.nameOf(map, name);
    if (map.others === 'refused') return 'Readonly<Record<string, never>>';
    const { otherType = 'unknown' } = map;
    if (otherType === 'unknown') return ANY_MAP;
    const type = this.typeOf(otherType, `${name}Value`);
    const value = map.isInList ? type : `${type} | null`;
    // the compiler resolves Record immediately, so a type cannot contain itself in one
    return otherType.references ? `{ readonly [key: string]: ${value} }` : `Readonly<Record<string, ${value}>>`;
  }
}

function literalsOf({ literals }: KnownType): string[] {
  return literals.map((literal: Literal) => (typeof literal === 'string' ? literalType([literal]) : String(literal)));
}

/** The longest default that is shown. */
const MAX_DEFAULT = 100;

function docOf({ doc, defaultValue, isDeprecated = false }: EntryType): string[] {
  const tags = [...(isDeprecated ? ['@deprecated'] : []), ...defaultTag(defaultValue)];
  return [...doc, ...(doc.length > 0 && tags.length > 0 ? [''] : []), ...tags];
}

function defaultTag(value: unknown): string[] {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (value === undefined || value === null || (isMap && Object.keys(value).length > 0)) return [];
  const text = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part));
  return text.length > MAX_DEFAULT ? [] : [`@default ${text}`];
}
