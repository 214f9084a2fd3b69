import type { HelmReleaseSpecValuesReference } from '../../../imports/helm.toolkit.fluxcd.io';
import type { ExplainedLayer } from '../../application';
import { formatPath } from '../../json';

const HEADER = ['APPLICATION', 'TARGET', 'PATH', 'LAYER', 'VALUE'];

/** What a terminal would act upon; JSON escapes the other controls. */
const ACTIVE = /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Explained values for people: a table. The values are its last column, as they can be of any length. */
export function formatTable(layers: readonly ExplainedLayer[]): string {
  const rows = [HEADER, ...layers.map(cellsOf)];
  const widths = HEADER.map((_, column) => rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function cellsOf(explained: ExplainedLayer): string[] {
  const { namespace, application, target, layer, file, reference, path, value, carriedBy } = explained;
  const owner = [namespace === undefined ? application : `${namespace}/${application}`, target];
  if (path === undefined) {
    const name = reference ? `${nameOf(reference)}, ${reference.valuesKey ?? 'values.yaml'}` : JSON.stringify(file);
    return [...owner, reference?.targetPath ?? '*', escaped(`${layer}: ${name}`), '(not known here)'];
  }
  const source = carriedBy ? `${layer}, carried by ${nameOf(carriedBy)}` : layer;
  return [...owner, escaped(formatPath(path)), source, escaped(JSON.stringify(value))];
}

function escaped(text: string): string {
  return text.replace(ACTIVE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function nameOf({ kind, name }: HelmReleaseSpecValuesReference): string {
  return `${kind} ${name}`;
}
