import type { HelmReleaseSpecValuesReference } from '../../../../imports/helm.toolkit.fluxcd.io';
import { DEFAULT_VALUES_KEY, type ExplainedLayer } from '../../../application';
import { formatPath, jsonText } from '../../../json';
import { namespacedName } from '../../../kubernetes';
import { tableLines } from '../../shell/terminal';

const HEADER = ['APPLICATION', 'TARGET', 'PATH', 'LAYER', 'VALUE'];

/** Characters that a terminal would interpret; JSON escapes the other control characters. */
const ACTIVE = /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Explained values for people: a table without a width limit, with the values in the last column. */
export function formatTable(layers: readonly ExplainedLayer[]): string {
  const rows = layers.map(cellsOf);
  const columns = HEADER.map((header, index) => ({
    header,
    cells: rows.map((row) => row[index] ?? ''),
    isPrintable: true,
  }));
  return tableLines(columns)
    .map((line) => `${line}\n`)
    .join('');
}

function cellsOf(explained: ExplainedLayer): string[] {
  const { namespace, application, target, layer, file, reference, path, value, carriedBy } = explained;
  const owner = [namespacedName({ namespace, name: application }), target];
  const name = reference ? `${nameOf(reference)}, ${reference.valuesKey ?? DEFAULT_VALUES_KEY}` : JSON.stringify(file);
  const named = escaped(`${layer}: ${name}`);
  if (path === undefined) return [...owner, reference?.targetPath ?? '*', named, '(not known here)'];
  const ofValues = carriedBy ? `${layer}, carried by ${nameOf(carriedBy)}` : layer;
  return [...owner, escaped(formatPath(path)), reference ? named : ofValues, escaped(jsonText(value))];
}

function escaped(text: string): string {
  return text.replace(ACTIVE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function nameOf({ kind, name }: HelmReleaseSpecValuesReference): string {
  return `${kind} ${name}`;
}
