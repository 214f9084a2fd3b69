/**
 * Writes a fleet in one way, and prints the time and the memory. Each run is one process, so that runs do not warm each
 * other up. The clock starts before the first construct, and ends when everything is written.
 *
 * Arguments: the way, the number of releases, the number of charts, the place of the values (`defaults`, `own` or
 * `long`), and the folder of the documents, with one JSON file per chart. The ways:
 *
 * - `documents` creates that folder, with the objects that the library creates
 * - `stock` writes those documents with an App and ApiObjects of cdk8s
 * - `app` creates and writes the same with the library, in an App of cdk8s
 * - `fleet` creates and writes the same with the library, in a FleetApp
 * - `compact` and `none` do so with the Applications in compact form, and without Applications
 * - `unchecked` and `checked` do so with applications of a chart with a schema of 180 kB, without and with a check of
 *   the values; the place of the values may also be `shared`: then all targets have the same
 * - `floor` writes those documents with JSON.stringify()
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { FleetApp } from 'cdk8s-fluxapp';
import { addApplication, addLargeApplication, addStockObject, TARGETS, type ValuesStyle } from './fleet.mts';

const [way, releases, charts, style, folder] = [
  process.argv[2],
  Number(process.argv[3]),
  Number(process.argv[4]),
  process.argv[5] as ValuesStyle | 'shared',
  process.argv[6] as string,
];
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const file = (chart: number) => join(folder, `${chart}.json`);
const stored =
  way === 'stock' || way === 'floor'
    ? Array.from({ length: charts }, (_, chart) => JSON.parse(readFileSync(file(chart), 'utf8')))
    : [];

function addApplications(app: App): Chart[] {
  const applications = Math.ceil(releases / TARGETS);
  return Array.from({ length: charts }, (_, index) => {
    const chart = new Chart(app, `chart-${index}`, { namespace: 'fleet' });
    for (let number = index; number < applications; number += charts) {
      const targets = Math.min(TARGETS, releases - number * TARGETS);
      if (way === 'checked' || way === 'unchecked') {
        addLargeApplication(chart, number, targets, way === 'checked', style === 'shared');
      } else addApplication(chart, number, targets, style as ValuesStyle);
    }
    return chart;
  });
}

const start = performance.now();
if (way === 'documents') {
  mkdirSync(folder, { recursive: true });
  const made = addApplications(new App({ outdir }));
  made.forEach((chart, index) => {
    const objects = chart.node.findAll().filter((construct) => 'toJson' in construct && construct !== chart);
    writeFileSync(file(index), JSON.stringify(objects.map((object) => (object as never as Chart).toJson())));
  });
} else if (way === 'floor') {
  stored.forEach((documents, index) => {
    const text = documents.map((document: object) => JSON.stringify(document));
    writeFileSync(join(outdir, `chart-${index}.json`), text.join('\n'));
  });
} else if (way === 'stock') {
  const app = new App({ outdir });
  stored.forEach((documents, index) => {
    const chart = new Chart(app, `chart-${index}`);
    for (const document of documents) addStockObject(chart, document);
  });
  app.synth();
} else {
  const applicationFormat = way === 'compact' || way === 'none' ? way : 'explicit';
  const app = way === 'app' ? new App({ outdir }) : new FleetApp({ outdir, applicationFormat });
  addApplications(app);
  app.synth();
}
const ms = performance.now() - start;
const bytes = readdirSync(outdir).reduce((sum, name) => sum + statSync(join(outdir, name)).size, 0);
rmSync(outdir, { recursive: true });
process.stdout.write(JSON.stringify({ ms, mb: process.resourceUsage().maxRSS / 1024, bytes }));
