import { App, Chart } from 'cdk8s';
import { expect, test } from 'vitest';
import { Cluster, FluxApplication, HelmTemplate } from '../../src';

/** The documents of a file that contain releases, without the names of the targets. */
function releases(deploy: readonly object[]): string[][] {
  const app = new App({ outdir: 'dist/test' });
  const chart = new Chart(app, 'test', { namespace: 'apps' });
  const template = HelmTemplate.fromName(chart, 'template', 'web');
  const defaults = {
    values: { zone: 'a', script: 'set -e\nrun "it"\n', list: [{ name: 'x', on: 'yes' }], replicas: 1 },
  };
  new FluxApplication(chart, 'web', { helmRelease: { template, defaults, deploy: deploy as never } });
  const documents = app
    .synthYaml()
    .split('---\n')
    .filter((document) => document.includes('kind: HelmRelease'));
  return documents.map((document) => document.slice(document.indexOf('spec:')).split('\n'));
}

test('text is written as people write it, in the author’s order', () => {
  const [release] = releases([{ destination: Cluster.host().namespace('web') }]) as [string[]];
  expect(release.slice(release.indexOf('  values:'))).toEqual([
    '  values:',
    '    zone: a',
    '    script: |',
    '      set -e',
    '      run "it"',
    '    list:',
    '      - name: x',
    '        "on": "yes"',
    '    replicas: 1',
    '',
  ]);
});

test('two targets that differ in one value differ in one line', () => {
  const [one, two] = releases([
    { destination: Cluster.host().namespace('web'), storageNamespace: 'one' },
    {
      destination: Cluster.host().namespace('web'),
      storageNamespace: 'one',
      name: 'b',
      releaseName: 'b',
      values: { replicas: 2 },
    },
  ]) as [string[], string[]];
  expect(two).toHaveLength(one.length);
  expect(two.filter((line, index) => line !== one[index])).toEqual(['  releaseName: b', '    replicas: 2']);
});
