import fc from 'fast-check';
import { anyValues } from '../values/arbitrary';
import * as text from './arbitrary-text';

/** The parts of a structural schema that determine generated data. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

/** Replacements for generated data, by path: `upgrade.strategy`, `dependsOn[].name`. */
export type Overrides = Readonly<Record<string, fc.Arbitrary<unknown>>>;

type Data = Record<string, unknown>;

/**
 * Data that is valid under a schema. An optional field is usually absent, and sometimes an explicit null, which means
 * the same.
 */
export function fromSchema(schema: Schema, overrides: Overrides = {}, path = ''): fc.Arbitrary<unknown> {
  const override = overrides[path];
  if (override) return override;
  if (schema.properties) return map(schema.properties, schema.required ?? [], overrides, path);
  if (schema.items) return fc.array(fromSchema(schema.items, overrides, `${path}[]`), { maxLength: 2 });
  if (typeof schema.additionalProperties === 'object') return named(path);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer') return fc.integer({ min: -1, max: 20 });
  return schema.type === 'string' ? string(schema) : anyValues;
}

function map(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  overrides: Overrides,
  path: string,
): fc.Arbitrary<Data> {
  const names = Object.keys(properties);
  const absent = fc.constantFrom(undefined, undefined, null);
  const fields = names.map((name) => {
    const value = fromSchema(properties[name] as Schema, overrides, path === '' ? name : `${path}.${name}`);
    if (required.includes(name)) return value;
    return fc.oneof({ weight: Math.ceil(names.length / 3), arbitrary: absent }, { weight: 1, arbitrary: value });
  });
  return fc.tuple(...fields).map((values) => {
    const entries = names.map((name, index) => [name, values[index]] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  });
}

function named(path: string): fc.Arbitrary<unknown> {
  if (path.endsWith('labels')) return fc.dictionary(text.qualifiedName, text.labelValue, { maxKeys: 2 });
  return fc.dictionary(path.endsWith('annotations') ? text.qualifiedName : text.word, text.anyText, { maxKeys: 2 });
}

function string({ pattern, minLength }: Schema): fc.Arbitrary<string> {
  if (pattern?.includes('ms|s|m|h')) return text.duration;
  if (pattern !== undefined) return text.word; // a word matches all other patterns
  return minLength === undefined ? text.anyText : text.word;
}
