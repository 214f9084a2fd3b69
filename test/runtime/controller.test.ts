import { afterEach, expect, test, vi } from 'vitest';
import { ExpectedError } from '../../src/diagnostics';
import { Controller, type ControllerOptions, type Result } from '../../src/runtime/controller';
import { RuntimeMetrics } from '../../src/runtime/metrics';
import { reconcileEach } from '../../src/runtime/one-pass';
import { keptLog } from './fake-cluster';

const START = Date.UTC(2026, 10, 2, 10);
afterEach(() => void vi.useRealTimers());

/** A controller with the reconciler of the test, and the times of its calls in milliseconds. */
function controllerOf(reconcile: (key: string) => Promise<Result>, options: Partial<ControllerOptions> = {}) {
  vi.useFakeTimers({ now: START });
  const metrics = new RuntimeMetrics();
  const log = keptLog();
  const calls: string[] = [];
  const controller = new Controller({
    ...{ name: 'application', metrics, log, keys: () => ['a', 'b'], gatherMs: 100 },
    reconcile: (key) => {
      calls.push(`${key} at ${Date.now() - START}`);
      return reconcile(key);
    },
    ...options,
  });
  const sample = async (name: string, labels: object = {}) => {
    const { values } = (await metrics.registry.getMetricsAsJSON()).find((metric) => metric.name === name) ?? {
      values: [],
    };
    return values.find((value) => Object.entries(labels).every(([key, want]) => value.labels[key as never] === want))
      ?.value;
  };
  const results = async () =>
    Object.fromEntries(
      await Promise.all(
        ['success', 'error', 'requeue', 'requeue_after'].map(
          async (result) => [result, await sample('controller_runtime_reconcile_total', { result })] as const,
        ),
      ),
    );
  return { controller, calls, log, sample, results };
}

test('begins with all keys, and drops what happens before', async () => {
  const { controller, calls } = controllerOf(async () => ({}));
  controller.enqueue('c');
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual([]);
  controller.start();
  controller.enqueue('c');
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual(['a at 1100', 'b at 1100', 'c at 1100']);
});

test('reconciles a key again at the time that it asks for, with its metrics', async () => {
  let requeueAt: string | undefined = new Date(START + 5000).toISOString();
  const { controller, calls, results } = controllerOf(async () => ({ requeueAt }), { keys: () => ['a'] });
  controller.start();
  await vi.advanceTimersByTimeAsync(1000);
  requeueAt = undefined;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toEqual(['a at 100', 'a at 5100']);
  expect(await results()).toEqual({ success: 1, error: 0, requeue: 0, requeue_after: 1 });
});

test('tries a key again with back-off when it is asked to, and after an error', async () => {
  const answers = [async () => ({ requeue: true }), async () => Promise.reject(new ExpectedError('refused'))];
  const { controller, calls, log, results, sample } = controllerOf(async () => (await answers.shift()?.()) ?? {}, {
    keys: () => ['a'],
    backoff: { minMs: 1000, maxMs: 8000 },
  });
  controller.start();
  await vi.advanceTimersByTimeAsync(60_000);
  const [first = 0, second = 0, third = 0] = calls.map((call) => Number(call.split(' ')[2]));
  expect(first).toBe(100);
  // half of the wait is random
  expect(second - first).toBeGreaterThanOrEqual(500);
  expect(second - first).toBeLessThanOrEqual(1000);
  expect(third - second).toBeGreaterThanOrEqual(1000);
  expect(third - second).toBeLessThanOrEqual(2000);
  expect(calls).toHaveLength(3);
  expect(await results()).toEqual({ success: 1, error: 1, requeue: 1, requeue_after: 0 });
  expect(await sample('workqueue_retries_total')).toBe(2);
  expect(await sample('controller_runtime_reconcile_panics_total')).toBe(0);
  expect(log.lines).toEqual(['warn could not be written, will be tried again {"application":"a","error":"refused"}']);
});

test('an error that is a bug counts as a panic, and stops nothing', async () => {
  const { controller, calls, sample } = controllerOf(async (key) => {
    if (key === 'a') throw new TypeError('undefined is not a function');
    return {};
  });
  controller.start();
  await vi.advanceTimersByTimeAsync(300);
  expect(calls).toEqual(['a at 100', 'b at 100']);
  expect(await sample('controller_runtime_reconcile_panics_total')).toBe(1);
  expect(await sample('controller_runtime_reconcile_errors_total')).toBe(1);
  controller.stop();
});

test('its queue and its workers are in the metrics while they work', async () => {
  const { controller, sample } = controllerOf(() => new Promise(() => {}), { concurrency: 1 });
  controller.start();
  await vi.advanceTimersByTimeAsync(100);
  expect(await sample('workqueue_depth', { name: 'application', controller: 'application', priority: '0' })).toBe(1);
  expect(await sample('workqueue_adds_total')).toBe(2);
  expect(await sample('controller_runtime_active_workers')).toBe(1);
  expect(await sample('controller_runtime_max_concurrent_reconciles')).toBe(1);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await sample('workqueue_unfinished_work_seconds')).toBe(2);
  expect(await sample('workqueue_longest_running_processor_seconds')).toBe(2);
  expect(controller.problem).toBeUndefined();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(controller.problem).toBe('an application has been worked on for too long');
});

test('stopped, it begins nothing more and aborts what goes on', async () => {
  const signals: AbortSignal[] = [];
  const { controller, calls } = controllerOf(async () => ({}), {
    concurrency: 1,
    reconcile: (_, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    },
  });
  controller.start();
  await vi.advanceTimersByTimeAsync(100);
  controller.stop();
  controller.enqueue('c');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(calls).toEqual([]);
});

test('one pass reconciles every key once, some of them again, and goes on after an error', async () => {
  const answers: Record<string, (() => Promise<Result>)[]> = {
    a: [async () => ({ requeue: true }), async () => ({ requeue: true }), async () => ({})],
    b: [async () => Promise.reject(new ExpectedError('refused'))],
    c: [async () => ({ requeueAt: new Date(START + 5000).toISOString() })],
  };
  const { controller, calls } = controllerOf(async (key) => (await answers[key]?.shift()?.()) ?? {});
  const passed = reconcileEach(controller, ['a', 'b', 'c'], new AbortController().signal);
  const failed = expect(passed).rejects.toThrow(/^refused$/);
  await vi.advanceTimersByTimeAsync(4000);
  await failed;
  controller.stop();
  expect(calls).toEqual(['a at 0', 'b at 0', 'c at 0', 'a at 50', 'a at 150']);
});

test('one pass ends though a key is never settled, and says how many failed', async () => {
  const { controller, calls } = controllerOf(async () => ({ requeue: true }));
  const passed = reconcileEach(controller, ['a', 'b'], new AbortController().signal);
  const failed = expect(passed).rejects.toThrow(
    '2 keys could not be reconciled; the first: a could not be reconciled in 10 attempts',
  );
  await vi.advanceTimersByTimeAsync(120_000);
  await failed;
  expect(calls).toHaveLength(20);
});
