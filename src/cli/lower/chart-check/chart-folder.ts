import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type Chart,
  ChartError,
  contentsOf,
  missingSchemas,
  valuesFilesOf,
  valuesType,
  withBundledSchemas,
} from '../../../charts';
import { ExpectedError } from '../../../diagnostics';
import { type ChartContents, compareVersions, isInRange } from '../../../verdict';
import { readLocalChart } from '../../charts';
import { systemMessage } from '../../input';

/** A folder of charts: folders, and archives with the names that `helm package` and `helm dependency build` use. */
export class ChartFolder {
  private readonly read = new Map<string, Promise<ChartContents>>();

  private constructor(private readonly paths: readonly string[]) {}

  /**
   * @param path of the folder, or of a Chart.yaml; `helm dependency build` has written its charts to `charts/` next to it
   * @throws ExpectedError if it cannot be read
   */
  static async open(path: string): Promise<ChartFolder> {
    try {
      const folder = (await stat(path)).isDirectory() ? path : join(dirname(path), 'charts');
      const names = await readdir(folder);
      if (names.includes('Chart.yaml')) return new ChartFolder([folder]);
      const paths = names.map((name) => join(folder, name));
      const areCharts = await Promise.all(paths.map(isChart));
      return new ChartFolder(paths.filter((_, index) => areCharts[index]));
    } catch (cause) {
      throw new ExpectedError(`--charts ${path}: ${systemMessage(cause)}`);
    }
  }

  /**
   * The chart with a name: with the version, otherwise the highest in the range, otherwise the highest. Undefined: there is none.
   *
   * @throws ChartError if it cannot be read
   */
  async find(name: string, version: string | undefined): Promise<ChartContents | undefined> {
    const charts: ChartContents[] = [];
    for (const path of this.paths.filter((each) => this.mayBe(each, name))) charts.push(await this.contentsAt(path));
    const own = charts
      .filter((chart) => chart.name === name)
      .sort((one, other) => compareVersions(one.version, other.version));
    return (
      own.find((chart) => chart.version === version) ??
      own.filter((chart) => isInRange(version ?? '*', chart.version)).at(-1) ??
      own.at(-1)
    );
  }

  /** Whether the file name fits: `podinfo`, `podinfo-6.9.0` or `podinfo-6.9.0.tgz`. A single chart may have any file name. */
  private mayBe(path: string, name: string): boolean {
    const file = basename(path);
    const rest = file.startsWith(name) ? file.slice(name.length) : undefined;
    return this.paths.length === 1 || (rest !== undefined && /^$|^-v?\d/.test(rest));
  }

  private contentsAt(path: string): Promise<ChartContents> {
    const known = this.read.get(path) ?? this.readAt(path);
    this.read.set(path, known);
    return known;
  }

  private async readAt(path: string): Promise<ChartContents> {
    const { chart } = await readLocalChart(path);
    let files: ChartContents['files'];
    return {
      ...contentsOf(chart, typeOf(chart)),
      // few Applications name files of their charts
      get files() {
        files ??= valuesFilesOf(chart);
        return files;
      },
    };
  }
}

/**
 * The type of the values of a chart, as in its module. Undefined if its schemas refer to a document that the chart does
 * not contain: the document may contain further keys.
 */
function typeOf(chart: Chart): ReturnType<typeof valuesType> | undefined {
  const documents = new Map<string, unknown>();
  if (missingSchemas(chart, documents).length > 0) return undefined;
  try {
    return valuesType(withBundledSchemas(chart, documents));
  } catch (cause) {
    if (cause instanceof ChartError) return undefined; // the check of the values reports it
    throw cause;
  }
}

/** Whether a path is an archive or the folder of a chart: a folder of charts may also have a README, or signatures of archives. */
async function isChart(path: string): Promise<boolean> {
  if (path.endsWith('.tgz')) return true;
  return stat(join(path, 'Chart.yaml')).then(
    (found) => found.isFile(),
    () => false,
  );
}
