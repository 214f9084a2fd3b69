import { describe, expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { messageLimits } from '../../src/status/bounds';
import { type FluxObject, fluxObjectOf } from '../../src/status/flux-object';
import { helmApplication, kustomizationApplication, onMember } from '../application/applications';
import { condition, fluxObject } from './flux-objects';
import { WatchedApplication } from './watched-application';

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test('a few targets may say much, many may each say a little', () => {
  expect([1, 3, 48, 100, 500, 5000].map((targets) => messageLimits(targets).ready)).toEqual([
    2048, 2048, 1365, 655, 131, 128,
  ]);
});

/** Names with the maximum length. */
const members = Array.from({ length: 500 }, (_, index) => `member-${index}`.padEnd(40, 'x'));
const NAMESPACE = 'n'.repeat(20);

/** Texts with the maximum length in Flux's schemas. */
const longest = (text: string) => text.repeat(Math.floor(32768 / text.length));

/** A condition with a message of the maximum length. */
const talkative = (type: string, text: string) =>
  condition(type, type === 'Ready' || type === 'Released' ? 'False' : 'True', 'R'.repeat(48), longest(text), {
    observedGeneration: 1,
  });

describe.each([
  ['ASCII', 'Helm upgrade failed: '],
  ['Chinese', '连接被拒绝'],
  ['control characters', '\u0001'],
  ['quotes', '"'],
])('500 targets that say as much as they may, in %s', (_, text) => {
  test('HelmReleases', () => {
    const application = helmApplication(members.map((member) => onMember(member, NAMESPACE)));
    const releases = lower(application).objects.map(({ metadata }) =>
      fluxObject('HelmRelease', metadata.name, {
        conditions: ['Ready', 'Released', 'TestSuccess', 'Remediated', 'Drifted'].map((type) => talkative(type, text)),
        failures: 2 ** 40,
        installFailures: 2 ** 40,
        upgradeFailures: 2 ** 40,
        lastAttemptedRevision: '1.2.3-rc.1+0123456789ab',
        lastHandledReconcileAt: '2026-11-02T10:00:00.000000000Z',
        helmChart: `apps/apps-${metadata.name}`,
        history: [{ chartVersion: '1.2.3-rc.1+0123456789ab', version: 1, status: 'deployed' }],
      }),
    );
    expectToFit(application, { HelmRelease: releases });
  });

  test('Kustomizations with 1,000 inventory entries each', () => {
    const application = kustomizationApplication(
      members.map((member) => ({ ...onMember(member, NAMESPACE), storageNamespace: undefined, prune: true })),
    );
    const entries = Array.from({ length: 1000 }, (_, index) => ({
      id: `${'n'.repeat(63)}_${`${index}`.padStart(63, 'x')}_networking.k8s.io_Ingress`,
      v: 'v1',
    }));
    const revision = `main@sha1:${'a'.repeat(40)}`;
    const kustomizations = lower(application).objects.map(({ metadata }) =>
      fluxObject('Kustomization', metadata.name, {
        conditions: ['Ready', 'Stalled', 'Healthy'].map((type) => talkative(type, text)),
        lastAppliedRevision: revision,
        lastAttemptedRevision: revision,
        lastHandledReconcileAt: '2026-11-02T10:00:00.000000000Z',
        inventory: { entries },
      }),
    );
    expectToFit(application, { Kustomization: kustomizations });
  });
});

function expectToFit(application: unknown, world: Readonly<Record<string, FluxObject[]>>): void {
  const watched = new WatchedApplication(application);
  const kept = Object.entries(world).map(([kind, objects]) => [kind, objects.map((each) => fluxObjectOf(each))]);
  const { targets } = watched.see(Object.fromEntries(kept));
  expect(targets).toHaveLength(500);
  const size = bytes(watched.stored.status);
  expect(size).toBeLessThan(1024 * 1024);
  expect(size).toBeGreaterThan(300 * 1024);
}
