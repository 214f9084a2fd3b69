import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, type AppProps, Chart, JsonPatch, YamlOutputType } from 'cdk8s';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Cluster, FleetApp, FluxApplication, HelmRepository } from '../../../src';
import { parseYaml } from '../../../src/yaml';

const { FILE_PER_APP, FILE_PER_CHART, FILE_PER_RESOURCE, FOLDER_PER_CHART_FILE_PER_RESOURCE } = YamlOutputType;

/** The number of objects that an app writes, or its errors, one line each. */
function synthesized(Kind: typeof App, yamlOutputType: YamlOutputType, build: (app: App) => void): number | string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-out-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const app = new Kind({ outdir, yamlOutputType } satisfies AppProps);
  build(app);
  try {
    app.synth();
  } catch (cause) {
    expect(readdirSync(outdir)).toEqual([]);
    return (cause as Error).message.split('\n').slice(1);
  }
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap(({ parentPath, name }) => parseYaml(readFileSync(join(parentPath, name), 'utf8'))).length;
}

/** A chart for each environment with the same application: three objects each. */
function environments(app: App): void {
  for (const environment of ['dev', 'prod']) {
    const chart = new Chart(app, environment, { namespace: environment });
    const source = new HelmRepository(chart, 'charts', { url: 'https://charts.example.com' });
    const deploy = [{ destination: Cluster.member('eu-1').namespace('web') }];
    new FluxApplication(chart, 'web', { helmRelease: { source, chart: { chart: 'web', version: '1.x' }, deploy } });
  }
}

/** A chart with an application, and other objects by kind and name. */
function withObjects(app: App, ...objects: [kind: string, name: string, apiVersion?: string][]): ApiObject[] {
  const chart = new Chart(app, 'chart');
  new HelmRepository(chart, 'charts', { url: 'https://charts.example.com' });
  return objects.map(
    ([kind, name, apiVersion = 'v1'], index) =>
      new ApiObject(chart, `${index}`, { apiVersion, kind, metadata: { name } }),
  );
}

const LAST = 'of which the last remains: set the yamlOutputType of the App to';

describe.each([
  ['App', App],
  ['FleetApp', FleetApp],
])('%s', (_, Kind) => {
  test('a file for each object does not hold those of two charts', () => {
    const line = (id: string, file: string) =>
      `  [] dev/${id} and prod/${id} would be written to one file, ${file}, ${LAST} ` +
      'FILE_PER_CHART or FOLDER_PER_CHART_FILE_PER_RESOURCE';
    expect(synthesized(Kind, FILE_PER_RESOURCE, environments)).toEqual([
      line('charts/Resource', 'HelmRepository.charts'),
      line('web/Resource', 'Application.web'),
      line('web/web--eu-1--web', 'HelmRelease.web--eu-1--web'),
    ]);
  });

  test.each([FILE_PER_APP, FILE_PER_CHART, FOLDER_PER_CHART_FILE_PER_RESOURCE])(
    'output type %i writes all objects of two charts',
    (type) => {
      expect(synthesized(Kind, type, environments)).toBe(6);
    },
  );

  test.each([
    ['groups', ['Application', 'a', 'argoproj.io/v1alpha1'], ['Application', 'a', 'gitops.kubesphere.io/v1alpha1']],
    ['characters that a file name does not get', ['Role', 'system:a'], ['Role', 'systema']],
    ['case', ['Role', 'A'], ['Role', 'a']],
  ] as [string, [string, string, string?], [string, string, string?]][])(
    'two objects of a chart that differ in %s alone',
    (_, one, two) => {
      const file = `${one[0]}.${one[1].replace(':', '')}`;
      for (const type of [FILE_PER_RESOURCE, FOLDER_PER_CHART_FILE_PER_RESOURCE]) {
        expect(synthesized(Kind, type, (app) => withObjects(app, one, two))).toEqual([
          `  [] chart/0 and chart/1 would be written to one file, ${file}, ${LAST} FILE_PER_CHART`,
        ]);
      }
      expect(synthesized(Kind, FILE_PER_CHART, (app) => withObjects(app, one, two))).toBe(3);
    },
  );

  test('three objects are one line', () => {
    const build = (app: App) => withObjects(app, ['A', 'a'], ['A', 'a'], ['A', 'a']);
    expect(synthesized(Kind, FILE_PER_RESOURCE, build)).toEqual([
      `  [] chart/0 and chart/1 and 1 more would be written to one file, A.a, ${LAST} FILE_PER_CHART`,
    ]);
  });

  test('a name that a patch changes counts as it is written', () => {
    const rename = (name: string) => JsonPatch.replace('/metadata/name', name);
    const apart = (app: App) => withObjects(app, ['A', 'a'], ['A', 'a'])[1]?.addJsonPatch(rename('b'));
    expect(synthesized(Kind, FILE_PER_RESOURCE, apart)).toBe(3);
    const together = (app: App) => withObjects(app, ['A', 'a'], ['A', 'b'])[1]?.addJsonPatch(rename('a'));
    expect(synthesized(Kind, FILE_PER_RESOURCE, together)).toHaveLength(1);
  });
});
