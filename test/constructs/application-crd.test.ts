import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ApplicationCrd } from '../../src';

test('the CRD of the Application is made as it is shipped, without the namespace of the chart', () => {
  const chart = new Chart(new App({ outdir: 'dist/test' }), 'test', { namespace: 'apps' });
  new ApplicationCrd(chart, 'crd');
  const shipped = readFileSync(join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml'), 'utf8');
  expect(Testing.synth(chart)).toEqual([parse(shipped)]);
});
