import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/json/json';
import { parseYaml } from '../../src/yaml/parse';
import type { OracleEntry, ValuesFromCase } from './values-from-case';

/** A row of a table in docs/values.md: a case, and the documented result in Helm; undefined if Flux fails. */
export interface DocumentedRow {
  readonly row: string;
  readonly asked: ValuesFromCase;
  readonly result: JsonObject | undefined;
}

/** The rows of the tables with the heading `valuesFrom | values | Helm gets`. */
export function documentedRows(): readonly DocumentedRow[] {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'values.md'), 'utf8');
  const tables = [...page.matchAll(/^\| valuesFrom \| values \| Helm gets \|\n\|[-|]+\n((?:\|.*\n)+)/gm)];
  return tables.flatMap(([, rows]) => (rows as string).trimEnd().split('\n').map(readRow));
}

function readRow(row: string): DocumentedRow {
  const [entries, values, result] = row.slice(1, -1).split('|') as [string, string, string];
  const written = codeOf(entries).map((entry) => (entry.startsWith('{') ? mapOf(entry) : entry.replace('\\n', '\n')));
  const [given] = codeOf(values);
  const [gets] = codeOf(result);
  return {
    row,
    asked: writtenCase(written, mapOf(given as string)),
    result: gets === undefined ? undefined : mapOf(gets),
  };
}

function codeOf(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]*)`/g)].map(([, code]) => code as string);
}

function mapOf(text: string): JsonObject {
  return parseYaml(text)[0]?.value as JsonObject;
}

/** A case with entries written as `path=text`, or as the content of the text for entries without a targetPath. */
export function writtenCase(entries: readonly (string | JsonObject)[], values: JsonObject): ValuesFromCase {
  return { kind: 'valuesFrom', entries: entries.map(writtenEntry), values };
}

function writtenEntry(entry: string | JsonObject, index: number): OracleEntry {
  const name = `entry-${index}`;
  if (typeof entry !== 'string') return { kind: 'ConfigMap', name, data: JSON.stringify(entry) };
  const [targetPath, ...text] = entry.split('=');
  return { kind: 'Secret', name, valuesKey: 'key', targetPath, data: text.join('=') };
}
