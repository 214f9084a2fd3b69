import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeApiServer, type Fault } from '../../harness/fake-api-server';
import { pathOf } from '../../src/kube';
import { limit, runs } from '../random-runs';
import { Churn } from './churn';
import { KubeconfigFolder } from './kubeconfig-file';
import { configMaps, type Mirror, startMirror } from './mirror';
import { plainClient } from './plain-client';

let folder: KubeconfigFolder;
beforeAll(() => {
  folder = new KubeconfigFolder();
});
afterAll(() => folder.remove());

/** One step in the life of a server and of the connection to it. */
type Step =
  | { readonly do: 'write'; readonly count: number }
  | { readonly do: 'own write' }
  | { readonly do: 'end' | 'cut' | 'compact' | 'bookmark' | 'delete all' }
  | { readonly do: 'error'; readonly code: number }
  | { readonly do: 'fault'; readonly on: 'list' | 'watch' | 'any'; readonly fault: Fault }
  | { readonly do: 'wait'; readonly ms: number };

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>({ kind: 'reset' }, { kind: 'half' }, { kind: 'garbage' }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(401, 403, 404, 410, 429, 500, 503, 504),
    retryAfter: fc.constantFrom(undefined, '0'),
  }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), count: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'own write' }) },
  {
    weight: 5,
    arbitrary: fc.constantFrom('end', 'cut', 'compact', 'bookmark', 'delete all').map((what) => ({ do: what }) as Step),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('error' as const), code: fc.constantFrom(410, 500, 504) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('fault' as const), on: fc.constantFrom('list', 'watch', 'any'), fault }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 15 }) }) },
);

async function perform(step: Step, fake: FakeApiServer, churn: Churn, mirror: Mirror): Promise<void> {
  if (step.do === 'write') await churn.run(step.count);
  else if (step.do === 'own write') await ownWrite(fake, mirror);
  else if (step.do === 'end') fake.endWatches();
  else if (step.do === 'cut') fake.cutWatches();
  else if (step.do === 'compact') fake.compact();
  else if (step.do === 'bookmark') fake.bookmark();
  else if (step.do === 'delete all') await churn.deleteAll();
  else if (step.do === 'error') fake.failWatches(step.code, 'Broken');
  else if (step.do === 'fault') fake.faults.push(step);
  else if (step.do === 'wait') await new Promise((resolve) => setTimeout(resolve, step.ms));
}

/** Writes like a controller: changes a known object, and stores the returned object. */
async function ownWrite(fake: FakeApiServer, { reflector }: Mirror): Promise<void> {
  const [key] = reflector.keys();
  if (key === undefined) return;
  const [namespace, name] = key.split('/');
  const path = pathOf(configMaps, namespace, name);
  const { status, body } = await plainClient(fake.url)('PATCH', path, { data: { own: 'write' } });
  if (status === 200) reflector.observe(body);
}

test(
  'whatever happens between, the store ends as the server, and each change is told once',
  async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const fake = await FakeApiServer.start();
      const request = plainClient(fake.url);
      const churn = new Churn({ request }, 'some');
      await churn.start();
      await churn.run(7);
      const mirror = await startMirror(
        { kubeconfig: folder.write('fake', fake.url) },
        { namespace: 'some', pageSize: 3, backoff: { minMs: 1, maxMs: 8 } },
      );
      try {
        for (const each of steps) await perform(each, fake, churn, mirror);
        fake.faults.length = 0;
        await mirror.matches({ request }, churn.path, { timeoutMs: 10_000, intervalMs: 2 });
        await churn.run(7);
        await mirror.matches({ request }, churn.path, { timeoutMs: 10_000, intervalMs: 2 });
        expect(mirror.reflector.state).toEqual({ kind: 'synced' });
        expect(mirror.nonsense).toEqual([]);
        expect(mirror.errors).toEqual([]);
        const states = mirror.told
          .filter((told) => /^(synced|unreadable)/.test(told))
          .map((told) => told.split(' ')[0]);
        // The state synced is never reported twice in a row.
        expect(states.filter((state, i) => state === 'synced' && states[i - 1] === 'synced')).toEqual([]);
      } finally {
        await mirror.stop();
        await fake.close();
      }
    });
    await fc.assert(property, { numRuns: runs(60) });
  },
  limit(120_000),
);
