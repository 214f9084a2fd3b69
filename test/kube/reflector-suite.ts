import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { Client } from '../../harness';
import { until } from '../../harness/wait';
import type { ReflectorOptions } from '../../src/kube';
import { Churn } from './churn';
import { type Kept, type Mirror, startMirror } from './mirror';

/** The parts of an API server, real or fake, that these tests need. */
export interface SuiteServer {
  /** Reads and writes without the reflector. */
  readonly request: Client['request'];
  /** Returns the path of a kubeconfig for the server. */
  readonly kubeconfig: () => string;
}

/**
 * Tests of a reflector for any API server. They run on a real one and on the fake one, which shows that both behave
 * alike.
 */
export function testReflector(server: SuiteServer): void {
  let mirror: Mirror | undefined;
  afterEach(async () => {
    await mirror?.stop();
    mirror = undefined;
  });

  async function start(options: Partial<ReflectorOptions<Kept>> = {}): Promise<[Mirror, Churn]> {
    const namespace = `reflector-${randomUUID().slice(0, 8)}`;
    const churn = new Churn(server, namespace);
    await churn.start();
    await churn.run(20);
    mirror = await startMirror({ kubeconfig: server.kubeconfig() }, { namespace, ...options });
    return [mirror, churn];
  }

  test('holds what is there before it calls itself synced, and then what comes, changes and goes', async () => {
    const [started, churn] = await start();
    await until('it is synced', () => started.reflector.state.kind === 'synced');
    const first = started.told.indexOf('synced');
    expect(started.told.slice(0, first).every((told) => told.startsWith('+'))).toBe(true);
    expect(first).toBe(started.reflector.size);
    await churn.run(50);
    await started.matches(server, churn.path);
    await churn.deleteAll();
    await started.matches(server, churn.path);
    expect(started.reflector.size).toBe(0);
    expect([started.nonsense, started.errors, started.retries]).toEqual([[], [], []]);
    expect(Math.abs(started.reflector.lastContact - Date.now())).toBeLessThan(60_000);
  });

  test('reads a list page by page', async () => {
    const [started, churn] = await start({ pageSize: 2 });
    await started.matches(server, churn.path);
    expect(started.told.at(-1)).toBe('synced');
  });

  test('keeps what a label selects, and hears when something no longer is', async () => {
    const [started, churn] = await start({ labelSelector: 'parity=odd' });
    const selected = `${churn.path}?labelSelector=parity%3Dodd`;
    await started.matches(server, selected);
    await churn.run(30);
    await started.matches(server, selected);
    const [key] = started.reflector.keys();
    const path = `${churn.path}/${key?.split('/')[1]}`;
    const body = { metadata: { labels: { parity: 'even' } } };
    await server.request('PATCH', path, body, { contentType: 'application/merge-patch+json' });
    await started.matches(server, selected);
    expect(started.told.at(-1)).toBe(`-${key}`);
    expect(started.nonsense).toEqual([]);
  });

  test('keeps nothing of what the transform drops', async () => {
    const options = { transform: (object: unknown) => (isOdd(object) ? transformed : undefined) };
    const [started, churn] = await start(options);
    await until('it is synced', () => started.reflector.state.kind === 'synced');
    const { body } = await server.request('GET', churn.path);
    expect(started.reflector.size).toBe(body.items.filter(isOdd).length);
    expect([...started.reflector.values()].every((kept) => kept === transformed)).toBe(true);
  });

  test('takes what a write returned at once, and does not hear of it again', async () => {
    const [started, churn] = await start();
    await started.matches(server, churn.path);
    const [key = ''] = started.reflector.keys();
    const path = `${churn.path}/${key.split('/')[1]}`;
    const write = { contentType: 'application/merge-patch+json' };
    const old = await server.request('GET', path);
    const { body } = await server.request('PATCH', path, { data: { own: 'write' } }, write);
    started.reflector.observe(body);
    started.reflector.observe(old.body);
    expect(started.reflector.get(key)?.data).toEqual({ own: 'write' });
    await churn.run(7);
    await started.matches(server, churn.path);
    expect(started.told.filter((told) => told === `~${key}`).length).toBeLessThanOrEqual(1);
    const gone = await server.request('GET', path);
    await churn.deleteAll();
    await started.matches(server, churn.path);
    started.reflector.observe(gone.body);
    expect(started.reflector.size).toBe(0);
    expect(started.nonsense).toEqual([]);
  });

  test('goes on where a handler or the transform throws', async () => {
    const handler = {
      changed: (key: string) => {
        throw new Error(`no ${key}`);
      },
      synced: () => {
        throw new Error('not synced');
      },
      unreadable: () => {},
    };
    const errors: unknown[] = [];
    const churn = new Churn(server, `reflector-${randomUUID().slice(0, 8)}`);
    await churn.start();
    await churn.run(3);
    const namespace = churn.path.split('/')[4];
    const transform = (object: unknown) => {
      if (isOdd(object)) throw new Error('odd');
      return transformed;
    };
    mirror = await startMirror(
      { kubeconfig: server.kubeconfig() },
      { namespace, transform, onError: (error) => errors.push(error) },
      handler,
    );
    const { reflector } = mirror;
    await until('it is synced', () => reflector.state.kind === 'synced');
    const { body } = await server.request('GET', churn.path);
    const even = body.items.filter((item: unknown) => !isOdd(item)).length;
    expect(reflector.size).toBe(even);
    const before = errors.length;
    await churn.run(5);
    await until('it hears of more', () => errors.length > before);
    expect(errors.map((error) => (error as Error).message)).toEqual(
      expect.arrayContaining(['odd', 'not synced', expect.stringMatching(/^no reflector-/)]),
    );
  });

  test('stops soon after it is told to, wherever it is', async () => {
    const [started] = await start();
    await until('it watches', () => started.watches > 0);
    await started.stop();
    const told = started.told.length;
    await mirror?.stop();
    expect(started.told).toHaveLength(told);
  });
}

const transformed: Kept = { uid: 'kept', resourceVersion: '' };

// biome-ignore lint/suspicious/noExplicitAny: an object of any kind
const isOdd = (object: any): boolean => object.metadata.labels?.parity === 'odd';
