import { App, Chart } from 'cdk8s';
import { expect, test } from 'vitest';
import { FluxApplicationWatcher, type FluxApplicationWatcherProps } from '../../../src';
import { errorsOf, testChart } from '../chart';
import { IMAGE } from './objects';

function problems(props: unknown, id = 'watcher'): string[] {
  const chart = testChart();
  new FluxApplicationWatcher(chart, id, props as FluxApplicationWatcherProps);
  return errorsOf(chart).map((line) => line.replace(`[test/${id}] `, ''));
}

test.each<[object, string[]]>([
  [{ image: undefined }, ['image: required, but missing']],
  [{ image: ' ' }, ['image: must not be empty']],
  [{ image: 1 }, ['image: must be a string, got a number']],
  [{ replica: 2 }, ['replica: unknown field; did you mean "replicas"?']],
  [{ replicas: 3 }, ['replicas: 3 is not allowed: 1, or 2 of which one works']],
  [{ replicas: '2' }, ['replicas: "2" is not allowed: 1, or 2 of which one works']],
  [{ logLevel: 'trace' }, ['logLevel: "trace" is not allowed; allowed: debug, info, warn, error']],
  [{ metricsPort: 80 }, ['metricsPort: 80 is not a port from 1024 to 65535']],
  [{ metricsPort: 8080.5 }, ['metricsPort: 8080.5 is not a port from 1024 to 65535']],
  [{ metricsPort: '8080' }, ['metricsPort: "8080" is not a port from 1024 to 65535']],
  [{ serviceMonitor: 'yes' }, ['serviceMonitor: must be a boolean, got a string']],
  [{ admissionPolicy: null }, ['admissionPolicy: must be a boolean, got null']],
  [{ selector: { team: 'web' } }, ['selector: must be a string, got a map']],
  [{ selector: '' }, ['selector: must not be empty']],
  [
    { watchNamespace: ['a', 'b'] },
    ['watchNamespace: must be one namespace, got a list; for several, make a watcher for each, or one for all'],
  ],
  [
    { watchNamespace: 'A' },
    [
      'watchNamespace: "A" is not a DNS label: lower-case letters, digits and \'-\', with a letter or digit at both ends',
    ],
  ],
  [{ name: 'x'.repeat(64) }, [`name: "${'x'.repeat(60)}…" has 64 characters, at most 63 are allowed`]],
  [{ name: '1a' }, ['name: "1a" does not begin with a letter']],
  [{ imagePullSecrets: 'registry' }, ['imagePullSecrets: must be a list, got a string']],
  [{ imagePullSecrets: [{ name: 'x' }] }, ['imagePullSecrets[0]: must be a string, got a map']],
  [{ resources: { limit: {} } }, ['resources.limit: unknown field; did you mean "limits"?']],
  [{ resources: { limits: { cpu: null } } }, ['resources.limits.cpu: must be a string or a number, got null']],
  [{ resources: { limits: '1Gi' } }, ['resources.limits: must be a map, got a string']],
  [{ tolerations: {} }, ['tolerations: must be a list, got a map']],
  [{ nodeSelector: { os: true } }, ['nodeSelector.os: must be a string, got a boolean']],
  [
    { labels: { 'app.kubernetes.io/name': 'x' } },
    ['labels["app.kubernetes.io/name"]: is what the Pods are found by, and set already'],
  ],
  [
    { labels: { team: 'a b' } },
    [
      "labels.team: \"a b\" is not a label value: letters, digits, '-', '_' and '.', with a letter or digit at both ends",
    ],
  ],
])('fails with %j', (props, expected) => {
  expect(problems({ image: IMAGE, ...props })).toEqual(expected);
});

test('fails with all that is wrong at once', () => {
  expect(problems({ replicas: 0, metricsPort: 1 })).toEqual([
    'image: required, but missing',
    'replicas: 0 is not allowed: 1, or 2 of which one works',
    'metricsPort: 1 is not a port from 1024 to 65535',
  ]);
});

test('fails with an id that is no name, where that is the name', () => {
  const [problem] = problems({ image: IMAGE }, 'Watcher');
  expect(problem).toMatch(/^name: "Watcher" is not a DNS label/);
  expect(problems({ image: IMAGE, name: 'watcher' }, 'Watcher')).toEqual([]);
});

test.each([[undefined], ['']])('fails without a namespace, where that of the chart is %j', (namespace) => {
  const chart = new Chart(new App({ outdir: 'dist/test' }), 'test', { namespace });
  new FluxApplicationWatcher(chart, 'watcher', { image: IMAGE });
  expect(errorsOf(chart)).toEqual(['[test/watcher] namespace: required where the chart has none, but missing']);
});

test.each([[undefined], [null], ['image'], [[]]])('fails when the props are %j', (props) => {
  expect(problems(props)).toHaveLength(1);
});
