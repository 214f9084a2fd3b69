import { App, Chart, Lazy, Testing } from 'cdk8s';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  Cluster,
  Diagnostics,
  FleetApp,
  FluxApplication,
  GitRepository,
  HelmRepository,
  HelmTemplate,
} from '../../src';

const warn = vi.fn();
beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(warn);
});
afterEach(() => {
  vi.restoreAllMocks();
  warn.mockClear();
});

/** A chart with an application that causes one warning, rollback.recreate. */
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
  `Validation failed with the following errors:\n  [${id}/web] helmRelease.deploy[0].rollback.recreate: is omitted: it no longer has an effect in Flux`;
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

test('warns where set replaces a map by something else, once for what the defaults set', () => {
  const chart = new Chart(newApp(), 'chart', { namespace: 'apps' });
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: GitRepository.fromName(chart, 'git', 'git'),
      chart: { chart: './web' },
      defaults: { values: { a: { b: 1 }, c: { 'x.y': { e: 1 } } }, set: ['new.key=1,a.b=2', 'a=text'] },
      deploy: [
        { destination: Cluster.member('a').namespace('web') },
        { destination: Cluster.member('b').namespace('web'), values: { a: { d: 1 } } },
        {
          destination: Cluster.member('c').namespace('web'),
          set: ['c=null', 'a={x,y}', 'a={z}'],
          setString: ['own.key=1,own=2'],
        },
        { destination: Cluster.member('d').namespace('web'), set: ['c.x\\.y=1'] },
      ],
    },
  });
  Testing.synth(chart);
  const at = '[chart/web] helmRelease';
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    `${at}.defaults.set[1]: sets values.a to a string in place of a map, which it replaces as a whole`,
    `${at}.deploy[2].set[1]: sets values.a to a list in place of a map, which it replaces as a whole`,
    `${at}.deploy[3].set[0]: sets values.c["x.y"] to a number in place of a map, which it replaces as a whole`,
  ]);
});

test('warns of a template whose chart has no version', () => {
  const chart = new Chart(newApp(), 'chart', { namespace: 'apps' });
  const source = HelmRepository.fromName(chart, 'charts', 'charts');
  new HelmTemplate(chart, 'newest', { source, chart: 'web' });
  new HelmTemplate(chart, 'pinned', { source, chart: 'web', version: Lazy.any({ produce: () => '6.x' }) });
  new HelmTemplate(chart, 'of-git', { source: GitRepository.fromName(chart, 'git', 'git'), chart: './web' });
  Testing.synth(chart);
  expect(warn.mock.calls).toEqual([
    [
      '[chart/newest] version: is missing, so Flux upgrades to every new version: set a range, such as 6.x, or an exact version',
      { type: 'FluxAppWarning', code: 'chart-version-missing' },
    ],
  ]);
});

/** The messages of synthesizing an application on 60 clusters, each target created from its number. */
function synthesize(target: (number: number) => object, defaults: object = {}, on = newApp()): string {
  const chart = new Chart(on, 'chart', { namespace: 'apps' });
  const database = new FluxApplication(chart, 'db', {
    helmRelease: {
      source: GitRepository.fromName(chart, 'git-db', 'git'),
      chart: { chart: './db' },
      deploy: [{ destination: Cluster.member('eu-0').namespace('db') }],
    },
  });
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: GitRepository.fromName(chart, 'git', 'git'),
      chart: { chart: './web' },
      defaults: 'dependsOn' in defaults ? { dependsOn: [database] } : defaults,
      deploy: Array.from({ length: 60 }, (_, number) => ({
        destination: Cluster.member(`eu-${number}`).namespace('web'),
        ...target(number),
      })),
    },
  });
  try {
    Testing.synth(chart);
  } catch (cause) {
    return (cause as Error).message;
  }
  return warn.mock.calls.map(([text]) => text).join('\n');
}

const NO_NAMESPACE =
  '(and 59 more: deploy[1..59]): "Web_0" is not a DNS label: lower-case letters, digits and \'-\', with a letter or digit at both ends';
const HEAD = 'Validation failed with the following errors:\n  ';

test('says once what many targets share', () => {
  expect(synthesize(() => ({ maxHistory: 'many' }))).toBe(
    `${HEAD}[chart/web] helmRelease.deploy[0].maxHistory (and 59 more: deploy[1..59]): must be an integer, got a string ("many")`,
  );
  expect(synthesize((number) => (number % 20 === 7 ? { interval: 'soon' } : {}))).toBe(
    `${HEAD}[chart/web] helmRelease.deploy[7].interval (and 2 more: deploy[27, 47]): "soon" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m`,
  );
  expect(synthesize(() => ({ values: { image: 'web' } }), { values: { image: { tag: '1' } } })).toBe(
    '[chart/web] helmRelease.deploy[0].values.image (and 59 more: deploy[1..59]): is a string in place of a map in the defaults, which it replaces as a whole',
  );
});

test('says once what differs in the names of the targets alone', () => {
  expect(synthesize((number) => ({ destination: Cluster.member(`eu-${number}`).namespace(`Web_${number}`) }))).toBe(
    `${HEAD}[chart/web] helmRelease.deploy[0].destination.targetNamespace ${NO_NAMESPACE}\n` +
      `  [chart/web] helmRelease.deploy[0].storageNamespace ${NO_NAMESPACE}`,
  );
  expect(synthesize(() => ({}), { dependsOn: true })).toBe(
    `${HEAD}[chart/web] helmRelease.defaults.dependsOn[0] (and 58 more: "eu-2", "eu-3", "eu-4", "eu-5", "eu-6", "eu-7", … "eu-59"): ` +
      '"chart/db" is not deployed to cluster "eu-1" but to "eu-0": name one of its objects, { name, namespace }, to depend on it across clusters',
  );
});

test('what is said once is an error where warnings are, for all of the targets', () => {
  const app = newApp();
  Diagnostics.of(app).strict();
  expect(synthesize(() => ({ rollback: { recreate: true } }), {}, app)).toBe(
    `${HEAD}[chart/web] helmRelease.deploy[0].rollback.recreate (and 59 more: deploy[1..59]): is omitted: it no longer has an effect in Flux`,
  );
  expect(warn).not.toHaveBeenCalled();
});

test('an object that is made before synthesis says it once as well', () => {
  const chart = new Chart(newApp(), 'chart', { namespace: 'apps' });
  const { application } = new FluxApplication(chart, 'web', {
    kustomization: {
      source: GitRepository.fromName(chart, 'git', 'git'),
      deploy: Array.from({ length: 60 }, (_, number) => ({
        destination: Cluster.member(`eu-${number}`).namespace('web'),
        prune: true,
        path: 1 as never,
      })),
    },
  });
  expect(() => application.toJson()).toThrow(
    new Error(
      'the application is not valid:\n  kustomization.deploy[0].path (and 59 more: deploy[1..59]): must be a string, got a number (1)',
    ),
  );
});
