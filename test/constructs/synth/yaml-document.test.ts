import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, JsonPatch, Testing, Yaml, YamlOutputType } from 'cdk8s';
import { expect, onTestFinished, test } from 'vitest';
import { Cluster, FluxApplication, HelmTemplate } from '../../../src';
import { ManifestObject } from '../../../src/constructs/synth/manifest-object';
import { parseYaml } from '../../../src/yaml/parse';
import { printYaml, printYamlDocuments } from '../../../src/yaml/print';
import { awkwardNulls, awkwardValues, leavesOf } from '../../awkward-values';
import { testChart } from '../chart';

function object(chart: Chart, spec: object): ManifestObject {
  const head = { apiVersion: 'example.com/v1', kind: 'Example', metadata: { name: 'example' } };
  return new ManifestObject(chart, 'example', { ...head, manifest: () => ({ spec }) });
}

/** An app that writes two charts, and the texts of all its files after synthesis. */
function writingApp(yamlOutputType: YamlOutputType) {
  const outdir = mkdtempSync(join(tmpdir(), 'written-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const app = new App({ outdir, yamlOutputType });
  const charts = ['first', 'second'].map((name) => {
    const chart = new Chart(app, name, { namespace: name });
    const template = HelmTemplate.fromName(chart, 'template', 'template');
    const deploy = ['eu-1', 'us-1'].map((cluster) => ({ destination: Cluster.member(cluster).namespace('web') }));
    const helmRelease = { template, defaults: { values: { ...awkwardValues, ...awkwardNulls } }, deploy };
    new FluxApplication(chart, `${name}-app`, { helmRelease });
    return chart;
  });
  const files = () => {
    const entries = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return entries.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).sort();
  };
  return { app, charts, files };
}

const { FILE_PER_APP, FILE_PER_CHART, FILE_PER_RESOURCE, FOLDER_PER_CHART_FILE_PER_RESOURCE } = YamlOutputType;

test.each([
  ['a file for the app', FILE_PER_APP, 1],
  ['a file for each chart', FILE_PER_CHART, 2],
  ['a file for each object', FILE_PER_RESOURCE, 10],
  ['a folder for each chart', FOLDER_PER_CHART_FILE_PER_RESOURCE, 10],
])('everything is written readably and exactly: %s', (_, outputType, count) => {
  const { app, charts, files } = writingApp(outputType);
  app.synth();
  expect(files()).toHaveLength(count);
  const manifests = charts.map((chart) => Testing.synth(chart));
  const perFile = { 1: [manifests.flat()], 2: manifests }[count] ?? manifests.flat().map((manifest) => [manifest]);
  expect(files()).toEqual(perFile.map(printYamlDocuments).sort());
  const read = files().flatMap((text) => parseYaml(text).map(({ value }) => value));
  expect(read.map((value) => leavesOf(value)).sort()).toEqual(
    manifests
      .flat()
      .map((value) => leavesOf(value))
      .sort(),
  );
});

test('App.synthYaml() writes the same', () => {
  const { app, charts } = writingApp(FILE_PER_APP);
  expect(app.synthYaml()).toBe(printYamlDocuments(charts.flatMap((chart) => Testing.synth(chart))));
});

test('a manifest is plain data to whatever reads it', () => {
  const manifest = object(testChart(), { text: '0o17', nothing: null }).toJson();
  const plain = {
    apiVersion: 'example.com/v1',
    kind: 'Example',
    metadata: { name: 'example', namespace: 'apps' },
    spec: { text: '0o17', nothing: null },
  };
  expect(manifest).toStrictEqual(plain);
  expect(Reflect.ownKeys({ ...manifest })).toEqual(Object.keys(plain));
  expect(Reflect.ownKeys(structuredClone(manifest))).toEqual(Object.keys(plain));
  expect(JSON.stringify(manifest)).toBe(JSON.stringify(plain));
  expect(manifest).toMatchInlineSnapshot(`
    {
      "apiVersion": "example.com/v1",
      "kind": "Example",
      "metadata": {
        "name": "example",
        "namespace": "apps",
      },
      "spec": {
        "nothing": null,
        "text": "0o17",
      },
    }
  `);
});

test('a manifest within something else is written with it', () => {
  const manifest = object(testChart(), { nothing: null }).toJson();
  expect(parseYaml(Yaml.stringify({ items: [manifest, manifest] }))[0]?.value).toEqual({ items: [manifest, manifest] });
});

test('what is patched, before and after the manifest is made, is written', () => {
  const example = object(testChart(), { kept: null });
  example.addJsonPatch(JsonPatch.add('/spec/before', '0o17'));
  const manifest = example.toJson();
  JsonPatch.apply(manifest, JsonPatch.add('/spec/after', 'a\u2028b'));
  const written = Yaml.stringify(manifest);
  expect(written).toBe(printYaml({ ...manifest, spec: { kept: null, before: '0o17', after: 'a\u2028b' } }));
});

test('what is no data is an error that names the object', () => {
  const example = object(testChart(), {});
  example.addJsonPatch(JsonPatch.add('/spec/cut', 'half a pair: \ud83d'));
  expect(() => Yaml.stringify(example.toJson())).toThrow(
    new TypeError('[test/example] half of a surrogate pair is not text, so YAML cannot contain it'),
  );
});
