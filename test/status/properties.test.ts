import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FluxObject, fluxObjectOf } from '../../src/status/flux-object';
import { rankOf } from '../../src/status/ranking';
import type { State } from '../../src/status/readiness';
import { readinessOf } from '../../src/status/readiness';
import { runs } from '../random-runs';
import { anyObject, scenes } from './arbitrary-world';
import { combinationsOf, objectsOf } from './combinations';
import { schemas } from './schemas';
import { WatchedApplication, type World } from './watched-application';

const RUNS = { numRuns: runs(150) };

const lists = ({ HelmRelease = [], Kustomization = [], sources = [] }: World) =>
  ({ HelmRelease, Kustomization, sources }) as Readonly<
    Record<'HelmRelease' | 'Kustomization' | 'sources', FluxObject[]>
  >;

/** The same world with every object changed. */
function mapped(world: World, change: (objects: readonly FluxObject[]) => readonly FluxObject[]): World {
  const { HelmRelease, Kustomization, sources } = lists(world);
  return { HelmRelease: change(HelmRelease), Kustomization: change(Kustomization), sources: change(sources) };
}

test('targets are counted once: the ready ones are some of the desired ones', () => {
  fc.assert(
    fc.property(scenes, ({ application, world }) => {
      const { ready, desired, targets, entries } = new WatchedApplication(application).see(world);
      const { helmRelease, kustomization } = application.spec.fluxApp.spec.config;
      expect(desired).toBe((helmRelease?.deploy ?? kustomization).length);
      expect(targets).toHaveLength(desired);
      expect([...entries.keys()]).toEqual(targets.map(({ key }) => key));
      expect(ready).toBe(targets.filter(({ state }) => state === 'Ready').length);
      expect(ready).toBeLessThanOrEqual(desired);
    }),
    RUNS,
  );
});

test('the order in which objects come changes nothing', () => {
  fc.assert(
    fc.property(
      scenes,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      ({ application, world }, dice) => {
        const shuffled = mapped(world, (objects) =>
          objects
            .map((object) => ({ object, at: dice.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ object }) => object),
        );
        const [one, other] = [world, shuffled].map((each) => new WatchedApplication(application).look(each));
        expect(other).toEqual(one);
      },
    ),
    RUNS,
  );
});

test('where one target gets worse and the others stay, the application gets no better', () => {
  const changes = scenes.chain((scene) => {
    const kind = scene.world.HelmRelease ? 'HelmRelease' : 'Kustomization';
    const names = lists(scene.world)[kind].map(({ metadata }) => metadata.name);
    const name = fc.constantFrom(...(names.length > 0 ? names : ['none']));
    return fc.record({
      scene: fc.constant(scene),
      kind: fc.constant(kind),
      object: name.chain((each) => anyObject(kind, each)),
    });
  });
  fc.assert(
    fc.property(changes, ({ scene: { application, world }, kind, object }) => {
      const changed = {
        ...world,
        [kind]: lists(world)[kind].map((each) => (each.metadata.name === object.metadata.name ? object : each)),
      };
      const [one, other] = [world, changed].map((each) => new WatchedApplication(application).see(each));
      if (!one || !other) throw new Error('nothing was said');
      const states = [one, other].map(
        ({ targets }) => targets.find(({ name }) => name === object.metadata.name)?.state,
      );
      const [was, is] = states as [State | undefined, State | undefined];
      if (was === undefined || is === undefined) return;
      const [better, worse] = rankOf(was) <= rankOf(is) ? [one, other] : [other, one];
      expect(rankOf(worse.state as State)).toBeGreaterThanOrEqual(rankOf(better.state as State));
      expect(worse.ready).toBeLessThanOrEqual(better.ready);
      expect(rankOf(firstNamed(worse.message))).toBeGreaterThanOrEqual(rankOf(firstNamed(better.message)));
    }),
    { numRuns: runs(200) },
  );
});

/** The state of the first target in a summary; Ready if it names none. */
function firstNamed(summary: string): State {
  const [, word] = /^\d+ of \d+ ready; \S+ (\w+)/.exec(summary) ?? [];
  return word === undefined ? 'Ready' : ((word[0]?.toUpperCase() + word.slice(1)) as State);
}

test('a generation that has not been observed is never ready', () => {
  const stale = (['HelmRelease', 'Kustomization', 'HelmChart'] as const)
    .flatMap(combinationsOf)
    .filter(({ observed, readyAbout }) => observed !== 3 || readyAbout === 2);
  expect(stale.length).toBeGreaterThan(10_000);
  const previous = { status: 'True', reason: 'Succeeded', message: '' };
  const ready = stale.filter((each) =>
    objectsOf(each).some((object) => readinessOf(object, previous).state === 'Ready'),
  );
  expect(ready).toEqual([]);
});

test('what a watcher keeps of an object is all that a report depends on', () => {
  const beside = { apiVersion: 'v1', data: { much: 'more' } };
  fc.assert(
    fc.property(scenes, ({ application, world }) => {
      const whole = mapped(world, (objects) =>
        objects.map((object) => ({
          ...object,
          ...beside,
          metadata: { ...object.metadata, managedFields: [beside], labels: { ...object.metadata.labels, more: 'x' } },
          spec: { ...(object.spec as object), values: beside },
          status: { ...(object.status as object), artifactOf: beside },
        })),
      );
      const kept = mapped(whole, (objects) => objects.map((object) => fluxObjectOf(object) as FluxObject));
      const [one, other] = [whole, kept].map((each) => new WatchedApplication(application).look(each));
      expect(other).toEqual(one);
      expect(JSON.stringify(kept)).not.toContain('much');
    }),
    RUNS,
  );
});

describe.each(schemas)('with %s', (_, schema) => {
  test('once written, nothing is left to write, however much later', () => {
    fc.assert(
      fc.property(scenes, ({ application, world }) => {
        const watched = new WatchedApplication(application, schema);
        watched.see(world);
        expect(watched.look(world).patches).toEqual({});
        expect(watched.look(world).patches).toEqual({});
      }),
      RUNS,
    );
  });

  test('from whatever was written before, one write is enough', () => {
    const same = scenes.chain((scene) => fc.tuple(fc.constant(scene), scenes));
    fc.assert(
      fc.property(same, ([{ application, world }, before]) => {
        const watched = new WatchedApplication({ ...before.application, spec: application.spec }, schema);
        watched.see(before.world);
        watched.see(world);
        expect(watched.look(world).patches).toEqual({});
      }),
      RUNS,
    );
  });
});
