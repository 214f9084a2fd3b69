import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FluxObject, fluxObjectOf } from '../../src/status/flux-object';
import { mutatedApplications, places } from '../application/arbitrary-mutation';
import { runs } from '../random-runs';
import { scenes } from './arbitrary-world';
import { schemas } from './schemas';
import { statusValidator } from './status-schema';
import { WatchedApplication, type World } from './watched-application';

// biome-ignore lint/suspicious/noExplicitAny: what is spoilt may be anything
type Any = any;

const odd = fc.oneof(
  fc.constantFrom<unknown>('', 'x', ' ', '-1', 0, -1, 1.5, 2 ** 60, true, null, [], {}, [null], [[]]),
  fc.constantFrom<unknown>('2026-13-01T00:00:00Z', 'True', 'a reason', 'R'.repeat(2000), { type: 'Ready' }, ['Ready']),
  fc.jsonValue(),
);

const spoiling = fc.array(fc.record({ at: fc.nat(), value: odd }), { minLength: 1, maxLength: 4 });

/** Replaces any part of the data with an unusual value. */
function spoil(data: Any, changes: readonly { readonly at: number; readonly value: unknown }[]): Any {
  const holder = { data: structuredClone(data) };
  for (const { at, value } of changes) {
    const all = places(holder.data);
    const [parent, key] = all[at % all.length] ?? [holder, 'data'];
    parent[key] = structuredClone(value);
  }
  return holder.data;
}

describe.each(schemas)('with %s', (_, schema) => {
  const isValid = statusValidator(schema);

  /** Writes the status of an Application, which the API server must accept. */
  function isWritten(application: Any, world: World): void {
    const watched = new WatchedApplication(application, schema);
    if (watched.desired === undefined) return;
    watched.see(world);
    expect(isValid(watched.stored.status ?? {}), JSON.stringify(isValid.errors)).toBe(true);
    expect(Object.keys(watched.stored.metadata.labels)).toHaveLength(2);
    expect(watched.look(world).patches).toEqual({});
  }

  test('objects with garbage in any field are told of, and what is told is written', () => {
    const spoilt = fc.tuple(scenes, fc.infiniteStream(spoiling));
    fc.assert(
      fc.property(spoilt, ([{ application, world }, changes]) => {
        const garbage = Object.fromEntries(
          Object.entries(world).map(([kind, objects]) => [
            kind,
            (objects as FluxObject[]).flatMap(
              (object) => fluxObjectOf(spoil(object, changes.next().value), object.kind) ?? [],
            ),
          ]),
        );
        isWritten(application, garbage);
      }),
      { numRuns: runs(200) },
    );
  });

  test('whatever is stored as an Application is told of', () => {
    fc.assert(
      fc.property(mutatedApplications, scenes, (application, { world }) => {
        isWritten({ ...application, metadata: { name: 'podinfo', namespace: 'apps', generation: 1 } }, world);
      }),
      { numRuns: runs(150) },
    );
  });
});

test('whatever an Application has for a status is put right', () => {
  const [, schema] = schemas[0] as (typeof schemas)[number];
  const isValid = statusValidator(schema);
  fc.assert(
    fc.property(scenes, scenes, spoiling, ({ application, world }, before, changes) => {
      const watched = new WatchedApplication({ ...before.application, spec: application.spec }, schema);
      watched.see(before.world);
      watched.stored = { ...watched.stored, status: spoil(watched.stored.status, changes) };
      watched.see(world);
      watched.stored = { ...watched.stored, metadata: application.metadata };
      watched.see(world);
      expect(watched.look(world).patches).toEqual({});
      const { conditions, desired, ready, targets } = watched.stored.status;
      expect(
        isValid({ conditions: conditions.slice(0, 1), desired, ready, targets }),
        JSON.stringify(isValid.errors),
      ).toBe(true);
    }),
    { numRuns: runs(150) },
  );
});
