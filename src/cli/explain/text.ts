import type { ExplainedLayer } from '../../application';
import type { ExplainedKey } from '../../charts';
import { jsonText } from '../../json';
import { formatTable } from '../lower/explain';
import { printable, tableLines } from '../shell/terminal';

/** A key of a chart, and where it is set. */
export interface ExplainedValue extends ExplainedKey {
  /** The name of the chart. */
  readonly chart: string;
  readonly version: string;
  /** The layers of targets that set it, or may do so. Absent: no targets are known. */
  readonly layers?: readonly ExplainedLayer[];
}

/** The maximum length of a default in a table of keys. */
const MAX_DEFAULT = 40;

/** Formats an explained key for people. */
export function formatExplained(value: ExplainedValue): string {
  const { chart, version, key, type, description, keys, takesOtherKeys, layers } = value;
  const head = [
    ['CHART:', `${chart} ${version}`],
    ...(key === '' ? [] : [['KEY:', key]]),
    ...(key === '' ? [] : [['TYPE:', type]]),
    ...('default' in value ? [['DEFAULT:', jsonText(value.default)]] : []),
  ];
  const others = takesOtherKeys ? '\n  and any other key\n' : '';
  return [
    head.map(([name = '', text = '']) => `${name.padEnd(10)}${printable(text)}\n`).join(''),
    ...(description === undefined ? [] : [`DESCRIPTION:\n${indented(description)}`]),
    ...(keys === undefined || (keys.length === 0 && !takesOtherKeys) ? [] : [`KEYS:\n${tableOf(keys)}${others}`]),
    ...(layers === undefined ? [] : [`SET BY:\n${layers.length === 0 ? '  no target\n' : formatTable(layers)}`]),
  ].join('\n');
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${printable(line)}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function tableOf(keys: readonly ExplainedKey[]): string {
  const columns = [
    { header: 'KEY', cells: keys.map(({ key }) => key) },
    { header: 'TYPE', cells: keys.map(({ type }) => type) },
    { header: 'DEFAULT', cells: keys.map(defaultOf) },
    { header: 'DESCRIPTION', cells: keys.map(({ description = '' }) => description.split('\n')[0] ?? '') },
  ];
  if (keys.length === 0) return '';
  return tableLines(columns)
    .map((line) => `  ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function defaultOf(explained: ExplainedKey): string {
  const text = 'default' in explained ? jsonText(explained.default) : '';
  return text.length > MAX_DEFAULT ? `${text.slice(0, MAX_DEFAULT - 1)}…` : text;
}
