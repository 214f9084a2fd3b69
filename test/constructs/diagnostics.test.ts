import { App, Chart, Testing } from 'cdk8s';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Cluster, Diagnostics, FleetApp, FluxApplication, GitRepository } from '../../src';

const warn = vi.fn();
beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(warn);
});
afterEach(() => {
  vi.restoreAllMocks();
  warn.mockClear();
});

/** A chart with one warning, rollback.recreate, in an application. */
function chartIn(app: App, id = 'chart') {
  const chart = new Chart(app, id, { namespace: 'apps' });
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: GitRepository.fromName(chart, 'git', 'git'),
      chart: { chart: './web' },
      deploy: [{ destination: Cluster.host().namespace('web'), rollback: { recreate: true } }],
    },
  });
  return chart;
}

const message = (id = 'chart') =>
  `Validation failed with the following errors:\n  [${id}/web] helmRelease.deploy[0].rollback.recreate: is left out: it has no effect in Flux any more`;
const newApp = () => new App({ outdir: 'dist/test' });

test('warnings are warnings by default', () => {
  expect(() => Testing.synth(chartIn(newApp()))).not.toThrow();
  expect(warn).toHaveBeenCalledTimes(1);
});

test('strict makes them errors, on an App or a Chart', () => {
  const app = newApp();
  Diagnostics.of(app).strict();
  expect(() => Testing.synth(chartIn(app))).toThrow(new Error(message()));
  const chart = chartIn(newApp());
  Diagnostics.of(chart).strict(true);
  expect(() => Testing.synth(chart)).toThrow(new Error(message()));
  const fleet = chartIn(new FleetApp({ outdir: 'dist/test', strict: true }));
  expect(() => Testing.synth(fleet)).toThrow(new Error(message()));
  expect(warn).not.toHaveBeenCalled();
});

test('excepted codes stay warnings, and the innermost scope decides', () => {
  const except = chartIn(new FleetApp({ outdir: 'dist/test', strict: { except: ['field-without-effect'] } }));
  expect(() => Testing.synth(except)).not.toThrow();
  const app = newApp();
  Diagnostics.of(app).strict();
  const loose = chartIn(app);
  Diagnostics.of(loose).strict(false);
  expect(() => Testing.synth(loose)).not.toThrow();
  expect(warn).toHaveBeenCalledTimes(2);
});

test('fails when a code does not exist', () => {
  expect(() => Diagnostics.of(newApp()).strict({ except: ['deploy-emtpy' as never] })).toThrow(
    new Error('strict: except: "deploy-emtpy" is not a code of docs/diagnostics.md; did you mean "deploy-empty"?'),
  );
});

test('warns where a layer replaces a map by something else, or the reverse', () => {
  const chart = new Chart(newApp(), 'chart', { namespace: 'apps' });
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: GitRepository.fromName(chart, 'git', 'git'),
      chart: { chart: './web' },
      defaults: { values: { a: { b: 1 }, c: 'x', d: { e: { f: 1 } }, g: { h: 1 }, i: 1 } },
      deploy: [
        {
          destination: Cluster.host().namespace('web'),
          values: { a: 'text', c: { x: 1 }, d: { e: [1] }, g: null, i: 'two', new: {} },
        },
      ],
    },
  });
  Testing.synth(chart);
  const at = (path: string) => `[chart/web] helmRelease.deploy[0].values.${path}`;
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    `${at('a')}: is a string in place of a map in the defaults, which it replaces as a whole`,
    `${at('c')}: is a map in place of a string in the defaults, which it replaces as a whole`,
    `${at('d.e')}: is a list in place of a map in the defaults, which it replaces as a whole`,
  ]);
});
