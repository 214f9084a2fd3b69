import { compareText, inNumbers, isMap, type ValueMap } from '../json';
import type { ChartContents } from '../verdict';
import { parseYaml } from '../yaml';
import type { ChartFiles } from './archive';
import type { Chart } from './chart';

/** The maximum total size of the files of a chart in its module, in bytes. */
const MAX_BYTES = 128 * 1024;
/** Folders with tests of a chart or with CRDs, and JSON files. */
const NOT_IN_MODULE = /^(?:ci|crds|tests?)\/|\.json$/;

/** The files of a chart that may replace values.yaml, with the content of each. */
export function valuesFilesOf({ valuesFiles }: Chart): NonNullable<ChartContents['files']> {
  return Object.fromEntries([...valuesFiles].map(([path, bytes]) => [path, valuesIn(bytes)]));
}

/**
 * The same, but with the content of only some files: those nearest to the root of the chart, without tests, and of
 * limited total size. The others are null.
 */
export function fewValuesFilesOf({ valuesFiles }: Chart): NonNullable<ChartContents['files']> {
  let left = MAX_BYTES;
  return Object.fromEntries(
    inOrder(valuesFiles).map(([path, bytes]) => {
      if (NOT_IN_MODULE.test(path) || bytes.length > left) return [path, null];
      left -= bytes.length;
      return [path, valuesIn(bytes)];
    }),
  );
}

function inOrder(files: ChartFiles): readonly (readonly [string, Uint8Array])[] {
  const depthOf = (path: string) => path.split('/').length;
  return [...files].sort(([one], [other]) => depthOf(one) - depthOf(other) || compareText(one, other));
}

/**
 * The values in the first document of a file, as in Flux: the last of two equal keys counts. Null if it is not a map, or
 * cannot be read.
 */
function valuesIn(bytes: Uint8Array): ValueMap | null {
  const [document] = parseYaml(new TextDecoder().decode(bytes), { repeatedKeys: 'last' });
  const { value = {}, problems } = document ?? { problems: [] };
  if (problems.length > 0) return null;
  return isMap(value) ? (inNumbers(value) as ValueMap) : value === null ? {} : null;
}
