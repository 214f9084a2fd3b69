import { printComment, printString } from '../typescript';
import type { Chart } from './chart';
import { contentsOf } from './contents';
import { constantName, typeName } from './names';
import { ANY_MAP, printTypes } from './print-types';
import { valuesType } from './values-type';

/** How the first line of a file begins that was written from a chart. */
export const WRITTEN_BY = '// Written by "fluxapp import chart';

/** Where a chart is from. */
export interface ChartOrigin {
  /** As it was given: a folder, a file or a URL. */
  readonly reference: string;
  /** The name of the module. */
  readonly name: string;
  /** The SHA-256 of its archive. @default - it has none */
  readonly sha256?: string;
}

/**
 * A module of TypeScript with the type of the values of a chart, and the chart itself. The same chart gives the same text.
 */
export function printChart(chart: Chart, { reference, name, sha256 }: ChartOrigin): string {
  const { version, description } = chart;
  const root = typeName(name) || 'Chart';
  const title = `Values of the chart ${chart.name} ${version}.`;
  const type = valuesType(chart);
  const types = printTypes(type, `${root}Values`, [title]);
  const contents = JSON.stringify(contentsOf(chart, type));
  const digest = sha256 === undefined ? '' : `\n// sha256: ${sha256}`;
  const header = `${WRITTEN_BY} ${oneLine(reference)}". Do not edit it.${digest}\n`;
  const names = types.usesAnyMap ? `typedChart, type ${ANY_MAP}` : 'typedChart';
  const spec = `{ chart: ${printString(chart.name)}, version: ${printString(version)} }`;
  const doc = description === undefined ? [] : description.trim().split(/\s*\n\s*/);
  return `${header}import { ${names} } from 'cdk8s-fluxapp';

${types.text}
${printComment(doc)}export const ${constantName(name)} = typedChart<${types.name}>(
  ${spec},
  ${printString(contents)},
);
`;
}

/** The file of a module of this name. */
export function moduleFile(name: string): string {
  return `${name.replace(/[^\w.-]/g, '-')}.ts`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]/g, ' ');
}
