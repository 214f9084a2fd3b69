import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RuntimeMetrics } from '../../src/runtime';
import {
  CONTROLLER_METRICS_GOLDEN_FILE,
  type ControllerMetric,
  readControllerMetrics,
} from '../oracle/controller-metrics';
import { askControllerMetrics, hasGo } from '../oracle/go';

/** The metrics that controller-runtime serves and this runtime does not, and why. */
const LEFT_OUT: readonly [RegExp, string][] = [
  [/webhook/, 'there are no webhooks'],
  [/^certwatcher_/, 'no certificate is served'],
  [/_terminal_reconcile_errors_total$/, 'no reconciler reports a terminal error'],
  [/_reconcile_timeouts_total$/, 'no reconciliation is ended by a time-out'],
];

test('every metric has the name, type, help, labels and buckets of controller-runtime', async () => {
  const expected = readControllerMetrics().filter(({ name }) => !LEFT_OUT.some(([pattern]) => pattern.test(name)));
  expect(await metricsServed()).toEqual(expected);
});

test('what is left out is there in controller-runtime', () => {
  const names = readControllerMetrics().map(({ name }) => name);
  for (const [pattern] of LEFT_OUT) expect(names.some((name) => pattern.test(name))).toBe(true);
});

test.skipIf(!hasGo() && process.env.CI !== 'true')(
  'the golden file is what the controller-runtime of the harness serves',
  () => {
    expect(askControllerMetrics()).toBe(readFileSync(CONTROLLER_METRICS_GOLDEN_FILE, 'utf8'));
  },
  900_000,
);

test('the golden file is of the version that the documentation names', () => {
  const module = readFileSync(join(__dirname, '../../harness/go/go.mod'), 'utf8');
  const [, version] = /sigs\.k8s\.io\/controller-runtime v(\d+\.\d+)/.exec(module) ?? [];
  const page = readFileSync(join(__dirname, '../../docs/watcher.md'), 'utf8');
  expect(page).toContain(`controller-runtime ${version}`);
});

/** The metrics of this runtime after one event of each kind, in the format of the Go program. */
async function metricsServed(): Promise<ControllerMetric[]> {
  const metrics = new RuntimeMetrics();
  const { queue, reconciled } = metrics.controller({ name: 'application', maxConcurrent: 1, runningMs: () => [1] });
  queue.taken(0);
  queue.done(0);
  queue.changed(0, 0);
  reconciled('success', 0);
  metrics.requested({ code: '200', method: 'GET', host: 'example.com' });
  metrics.leads('application', true);
  const own = (await metrics.registry.getMetricsAsJSON()).filter(({ name }) => !/^(process|nodejs)_/.test(name));
  return own.map(describe).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function describe({
  name,
  type,
  help,
  values,
}: Awaited<ReturnType<RuntimeMetrics['registry']['getMetricsAsJSON']>>[number]) {
  const labels = values.map((value) => value.labels as Record<string, string>);
  const results = [...new Set(labels.flatMap(({ result }) => result ?? []))].sort();
  const buckets = labels.flatMap(({ le }) => (le === undefined || String(le) === '+Inf' ? [] : Number(le)));
  return {
    ...{ name, type: String(type), help },
    labels: Object.keys(labels[0] ?? {})
      .filter((label) => label !== 'le')
      .sort(),
    ...(results.length > 0 ? { results } : {}),
    ...(buckets.length > 0 ? { buckets } : {}),
  };
}
