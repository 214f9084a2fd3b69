import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, type ChartFiles, readChart } from '../../src/charts';

/** The charts in charts/ of the charts in fixtures/. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  web: ['shared'],
  shop: ['web', 'jobs'],
  jobs: [],
  shared: [],
};

/** The names of the charts in fixtures/. */
export const FIXTURES = Object.keys(BELOW);

/** The files of a chart in fixtures/, including its subcharts. */
export function fixtureFiles(name: string): ChartFiles {
  const below = (BELOW[name] ?? []).flatMap((chart) =>
    [...fixtureFiles(chart)].map(([path, content]) => [`charts/${chart}/${path}`, content] as const),
  );
  return new Map([...filesIn(join(__dirname, 'fixtures', name)), ...below]);
}

/** The chart with this name in fixtures/. */
export function fixtureChart(name: string): Chart {
  return readChart(fixtureFiles(name), name);
}

/** All files below a folder. */
export function filesIn(folder: string): Map<string, Uint8Array> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

/** A chart with these files, content by path. */
export function chartOf(files: Readonly<Record<string, string>>): Chart {
  const all = { 'Chart.yaml': 'name: test\nversion: 1.0.0\n', ...files };
  const encoder = new TextEncoder();
  return readChart(new Map(Object.entries(all).map(([path, text]) => [path, encoder.encode(text)])), 'test');
}
