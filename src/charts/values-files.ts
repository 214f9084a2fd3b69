import { compareText, inNumbers, isMap, type ValueMap } from '../json';
import type { ChartContents } from '../verdict';
import { parseYaml } from '../yaml';
import type { ChartFiles } from './archive';
import type { Chart } from './chart';

/** The maximum size of the files of a chart in its module. */
const MAX_BYTES = 128 * 1024;
/** Folders with files for the tests of a chart, and for other objects. */
const NOT_IN_MODULE = /^(?:ci|crds|tests?)\/|\.json$/;

/** The files of a chart that may replace values.yaml, with the content of each. */
export function valuesFilesOf({ valuesFiles }: Chart): NonNullable<ChartContents['files']> {
  return Object.fromEntries([...valuesFiles].map(([path, bytes]) => [path, valuesIn(bytes)]));
}

/** The same with the content of few: those nearest to the root of the chart, without tests, and of limited size. */
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

/** The values in a file, of its first document as in Flux. Null: it is no map, or cannot be read. */
function valuesIn(bytes: Uint8Array): ValueMap | null {
  const [document] = parseYaml(new TextDecoder().decode(bytes));
  const { value = {}, problems } = document ?? { problems: [] };
  if (problems.length > 0) return null;
  return isMap(value) ? (inNumbers(value) as ValueMap) : value === null ? {} : null;
}
