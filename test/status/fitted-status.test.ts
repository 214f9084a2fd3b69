import fc from 'fast-check';
import { expect, test } from 'vitest';
import { helmApplication, onHost, onMember } from '../application/applications';
import { runs } from '../random-runs';
import { scenes } from './arbitrary-world';
import { deployed, fluxObject } from './flux-objects';
import { ownSchema, schemas } from './schemas';
import { statusValidator } from './status-schema';
import { WatchedApplication } from './watched-application';

const rooms = fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 3_000, max: 30_000 }));

test.for(schemas)(
  'in whatever room, by %s: it fits, and nothing is written again while nothing changes',
  ([, schema]) => {
    const isValid = statusValidator(schema);
    fc.assert(
      fc.property(scenes, rooms, ({ application, world }, limit) => {
        const watched = new WatchedApplication(application, schema, { others: 0, limit });
        const { targets } = watched.see(world);
        const { status } = watched.stored;
        expect(isValid(status ?? {})).toBe(true);
        const keys = targets.map(({ key }) => key).filter((key) => watched.entry(key) !== undefined);
        const { overflow } = watched.look(world);
        if (overflow === undefined) {
          expect(JSON.stringify(status).length).toBeLessThan(limit);
          expect(keys).toHaveLength(targets.length);
          for (const { key, state } of targets)
            expect(watched.entry(key).conditions[0]).toMatchObject({
              type: 'Ready',
              ...(state === 'Ready' ? { status: 'True' } : {}),
            });
        } else expect(keys).toEqual([]);
        watched.see(world);
        expect(watched.patched.status).toBe(status === undefined ? 0 : 1);
      }),
      { numRuns: runs(150) },
    );
  },
);

test.for(schemas)('by %s: what has been cut comes back where there is room again', ([, schema]) => {
  fc.assert(
    fc.property(scenes, rooms, ({ application, world }, limit) => {
      const watched = new WatchedApplication(application, schema, { others: 0, limit });
      watched.see(world);
      watched.room = { others: 0, limit: Number.POSITIVE_INFINITY };
      watched.see(world);
      const { patches } = watched.look(world);
      expect(patches.status).toBeUndefined();
    }),
    { numRuns: runs(150) },
  );
});

test.for(schemas)('by %s: where the room is gone, no target is said to be as it was', ([, schema]) => {
  fc.assert(
    fc.property(scenes, ({ application, world }) => {
      const watched = new WatchedApplication(application, schema);
      const { targets } = watched.see(world);
      watched.room = { others: 0, limit: 0 };
      const before = JSON.stringify(watched.stored.status).length;
      watched.see(world);
      watched.see(world);
      expect(watched.patched.status).toBeLessThanOrEqual(2);
      if (watched.patched.status === 2) {
        expect(targets.filter(({ key }) => watched.entry(key))).toEqual([]);
        expect(JSON.stringify(watched.stored.status).length).toBeLessThan(before);
      }
    }),
    { numRuns: runs(100) },
  );
});

test('a kind that cannot be read for a while: what is written comes to rest, and is made anew after that', () => {
  const unread = { unread: 'Forbidden', message: 'no' };
  fc.assert(
    fc.property(scenes, rooms, ({ application, world }, limit) => {
      const watched = new WatchedApplication(application, ownSchema, { others: 0, limit });
      watched.see(world);
      const before = watched.patched.status;
      const blind = { HelmRelease: unread, Kustomization: unread, sources: world.sources };
      // the known data about a target may be omitted, which makes room for rows
      for (let look = 0; look < 5; look++) watched.see(blind);
      expect(watched.patched.status - before).toBeLessThanOrEqual(2);
      watched.see(world);
      expect(watched.look(world).patches.status).toBeUndefined();
    }),
    { numRuns: runs(150) },
  );
});

test('what is left out, step by step', () => {
  const application = helmApplication([onHost('web'), onMember('eu-1', 'web')]);
  const ready = (status: 'True' | 'False', message: string) => ({
    ...{ type: 'Ready', status, reason: status === 'True' ? 'InstallSucceeded' : 'InstallFailed', message },
    ...{ observedGeneration: 1, lastTransitionTime: '2026-11-02T09:00:00Z' },
  });
  const drifted = { ...ready('False', 'spec.replicas differs'), type: 'Drifted', reason: 'DriftDetected' };
  const status = { observedGeneration: 1, lastAttemptedRevision: '1.0.0', failures: 3, ...deployed('1.0.0') };
  const world = {
    HelmRelease: [
      fluxObject('HelmRelease', 'podinfo--host--web', { ...status, conditions: [ready('True', 'installed')] }),
      fluxObject('HelmRelease', 'podinfo--eu-1--web', {
        ...status,
        conditions: [ready('False', `Helm install failed: ${'no '.repeat(40)}`), drifted],
      }),
    ],
  };
  const said: unknown[] = [];
  for (let limit = 100_000; ; ) {
    const watched = new WatchedApplication(application, ownSchema, { others: 0, limit });
    const { bytes, overflow } = watched.look(world);
    watched.see(world);
    const { status: stored } = watched.stored;
    const entry = (key: string) =>
      Object.entries(watched.entry(key) ?? {}).map(([field, value]) =>
        field === 'conditions'
          ? (value as { type: string; message: string }[]).map(({ type, message }) => `${type} ${message}`).join('; ')
          : field,
      );
    said.push({
      rows: stored?.targets?.map(({ key, message }: Record<string, string>) => `${key} ${message}`),
      web: entry('web').join(', '),
      'eu-1-web': entry('eu-1-web').join(', '),
      conditions: stored?.conditions.map(({ type }: { type: string }) => type).join(', '),
      overflow,
    });
    if (stored === undefined) break;
    limit = bytes - 1;
  }
  expect(said).toMatchInlineSnapshot(`
    [
      {
        "conditions": "Ready",
        "eu-1-web": "Ready Helm install failed: no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no ; Drifted spec.replicas differs, observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
        "overflow": undefined,
        "rows": [
          "eu-1-web Helm install failed: no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no ",
          "web installed",
        ],
        "web": "Ready installed, observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
      },
      {
        "conditions": "Ready",
        "eu-1-web": "Ready Helm install failed: no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no ; Drifted spec.replicas differs, observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
        "overflow": undefined,
        "rows": [
          "eu-1-web Helm install failed: no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no ",
          "web undefined",
        ],
        "web": "Ready , observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
      },
      {
        "conditions": "Ready",
        "eu-1-web": "Ready Helm install failed: no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no , observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
        "overflow": undefined,
        "rows": [
          "eu-1-web Helm install failed: no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no ",
          "web undefined",
        ],
        "web": "Ready , observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
      },
      {
        "conditions": "Ready",
        "eu-1-web": "Ready Helm install failed: no no no no no no no no no no no no no n…, observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
        "overflow": undefined,
        "rows": [
          "eu-1-web Helm install failed: no no no no no no no no no no no no no n…",
          "web undefined",
        ],
        "web": "Ready , observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
      },
      {
        "conditions": "Ready",
        "eu-1-web": "Ready Helm install failed: no no no no no no no no no no no no no n…, observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
        "overflow": undefined,
        "rows": [
          "eu-1-web Helm install failed: no no no no no no no no no no no no no n…",
        ],
        "web": "Ready , observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
      },
      {
        "conditions": "Ready",
        "eu-1-web": "Ready Helm install failed: no no no no no no no no no no no no no n…, observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
        "overflow": undefined,
        "rows": undefined,
        "web": "Ready , observedGeneration, failures, lastAttemptedRevision, lastAppliedRevision, lastReleaseRevision",
      },
      {
        "conditions": "Ready",
        "eu-1-web": "Ready Helm install failed: no no no no no no no no no no no no no n…, lastAttemptedRevision",
        "overflow": undefined,
        "rows": undefined,
        "web": "Ready ",
      },
      {
        "conditions": "Ready",
        "eu-1-web": "Ready ",
        "overflow": undefined,
        "rows": undefined,
        "web": "Ready ",
      },
      {
        "conditions": "Ready, TooLarge",
        "eu-1-web": "",
        "overflow": "the Application leaves no room for the states of its 2 targets: move values to ConfigMaps, or deliver it as several Applications",
        "rows": undefined,
        "web": "",
      },
      {
        "conditions": undefined,
        "eu-1-web": "",
        "overflow": "the Application leaves no room for a status: move values to ConfigMaps, or deliver it as several Applications",
        "rows": undefined,
        "web": "",
      },
    ]
  `);
});
