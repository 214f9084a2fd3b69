import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { Cluster, FluxApplication, HelmRepository, HelmTemplate, typedChart } from '../../src';

interface WebValues {
  readonly replicaCount?: number | null;
}

const web = typedChart<WebValues>({ chart: 'web', version: '1.4.0' });
const web13 = typedChart<WebValues>({ chart: 'web', version: '1.3.0', interval: '1h' });

test('is written as the plain chart is', () => {
  const synthesized = (given: { readonly chart: string; readonly version?: string }) => {
    const chart = Testing.chart();
    const source = HelmRepository.fromName(chart, 'charts', 'charts');
    const deploy = [{ destination: Cluster.host().namespace('web') }];
    new FluxApplication(chart, 'web', { helmRelease: { source, chart: given, deploy } });
    new HelmTemplate(chart, 'template', { ...given, source });
    return Testing.synth(chart);
  };
  expect(synthesized(web)).toEqual(synthesized({ chart: 'web', version: '1.4.0' }));
  expect(Object.keys({ ...web })).toEqual(['chart', 'version']);
});

test('gives values as they are', () => {
  const values = { replicaCount: null };
  expect(web.values(values)).toBe(values);
});

test('gives a target its chart, with what the target says of it', () => {
  const destination = Cluster.member('eu-1').namespace('web');
  expect(web13.target({ destination, values: { replicaCount: 1 }, chart: { interval: '5m' } })).toEqual({
    destination,
    values: { replicaCount: 1 },
    chart: { chart: 'web', version: '1.3.0', interval: '5m' },
  });
});
