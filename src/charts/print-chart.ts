import { sha256 } from '../json';
import { printComment, printString } from '../typescript';
import type { Chart } from './chart';
import { contentsOf } from './contents';
import { constantName, typeName } from './names';
import { ANY_MAP, printTypes } from './print-types';
import { fewValuesFilesOf } from './values-files';
import { valuesType } from './values-type';

/** The start of the first line of a file that was written from a chart. */
export const WRITTEN_BY = '// Written by "fluxapp import chart';

/** The origin of a chart. */
export interface ChartOrigin {
  /** The reference as given: a folder, a file or a URL. */
  readonly reference: string;
  /** The name of the module. */
  readonly name: string;
  /** The SHA-256 of its archive. @default - it has none */
  readonly sha256?: string;
  /** The documents that its schemas refer to. @default - none */
  readonly schemas?: readonly SchemaDigest[];
}

/** A document that a schema refers to. */
export interface SchemaDigest {
  readonly url: string;
  /** Its SHA-256. */
  readonly sha256: string;
}

/** Prints a TypeScript module with the type of the values of a chart, and the chart itself. Deterministic. */
export function printChart(chart: Chart, origin: ChartOrigin): string {
  const { version, description } = chart;
  const { name } = origin;
  const title = `Values of the chart ${chart.name} ${version}.`;
  const type = valuesType(chart);
  const types = printTypes(type, valuesTypeName(name), [title]);
  const contents = JSON.stringify({ ...contentsOf(chart, type), files: fewValuesFilesOf(chart) });
  const names = types.usesAnyMap ? `type ${ANY_MAP}, typedChart` : 'typedChart';
  const spec = `{ chart: ${printString(chart.name)}, version: ${printString(version)} }`;
  const doc = description === undefined ? [] : description.trim().split(/\s*\n\s*/);
  const body = `import { ${names} } from 'cdk8s-fluxapp';

${types.text}
${printComment(doc)}export const ${constantName(name)} = typedChart<${types.name}>(
  ${spec},
  ${printString(contents)},
);
`;
  return `${headerFor(origin, body)}${body}`;
}

/** The name of a type must not begin with a digit. */
function valuesTypeName(name: string): string {
  const own = `${typeName(name)}Values`;
  return /^[A-Z]/.test(own) && own !== 'Values' && own !== ANY_MAP ? own : `Chart${own}`;
}

function headerFor({ reference, sha256: archive, schemas = [] }: ChartOrigin, body: string): string {
  return [
    `${WRITTEN_BY} ${oneLine(reference)}${END_OF_REFERENCE}`,
    ...(archive === undefined ? [] : [`// sha256: ${archive}`]),
    ...schemas.map(({ url, sha256: digest }) => `// $ref: ${url} sha256: ${digest}`).sort(),
    ...(archive === undefined ? [] : [`${BODY}${sha256(body)}`]),
    '',
  ].join('\n');
}

const END_OF_REFERENCE = '". Do not edit it.';
const BODY = '// sha256 of what follows: ';

/** The chart in a module. A name that needs escapes is no name of a chart. */
const SPEC = /^ {2}\{ chart: '([^'\\]+)', version: '/m;

/** The lines of the header of a module with digests, behind its first line. */
const DIGESTS = new RegExp(
  `^// sha256: [\\da-f]{64}\\n(?:// \\$ref: .* sha256: [\\da-f]{64}\\n)*${BODY}([\\da-f]{64})\\n`,
);

/** The header of a module. */
export interface ModuleHeader {
  /** The reference to its chart as given. */
  readonly reference: string;
  /** The name of its chart. @default - unknown */
  readonly chart?: string;
  /**
   * Whether the module is unchanged since it was written: its header has no other lines, and what follows has its digest.
   * A module without a digest, which is that of a folder, is not.
   */
  readonly isIntact: boolean;
}

/** The header of a module; undefined if it was not written from a chart. */
export function headerOf(module: string): ModuleHeader | undefined {
  const [first = ''] = module.split('\n', 1);
  if (!first.startsWith(WRITTEN_BY) || !first.endsWith(END_OF_REFERENCE)) return undefined;
  const rest = module.slice(first.length + 1);
  const [lines = '', digest] = DIGESTS.exec(rest) ?? [];
  const chart = SPEC.exec(rest)?.[1];
  return {
    reference: first.slice(WRITTEN_BY.length + 1, -END_OF_REFERENCE.length),
    ...(chart !== undefined && { chart }),
    isIntact: digest === sha256(rest.slice(lines.length)),
  };
}

/** The file name of a module. */
export function moduleFile(name: string): string {
  return `${name.replace(/[^\w.-]/g, '-')}.ts`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]/g, ' ');
}
