import { expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import type { FluxObject } from '../../src/status/flux-object';
import { rollUp } from '../../src/status/ranking';
import type { State } from '../../src/status/readiness';
import { commonRevision } from '../../src/status/summary';
import { helmApplication, onHost, onMember } from '../application/applications';
import { failedRelease, fluxObject, readyRelease } from './flux-objects';
import { WatchedApplication } from './watched-application';

/** The summary of an application whose releases are created by `make`. */
function summaryOf(deploy: readonly object[], make: (name: string, index: number) => FluxObject | undefined): string {
  const application = helmApplication(deploy);
  const releases = lower(application).objects.flatMap(({ metadata }, index) => make(metadata.name, index) ?? []);
  return new WatchedApplication(application).see({ HelmRelease: releases }).message;
}

const three = [onHost('web'), onMember('eu-1', 'web'), onMember('us-1', 'web')];

test('all are ready', () => {
  expect(summaryOf(three, (name) => readyRelease(name))).toBe('3 of 3 ready');
});

test('one has failed: its cluster is named, and the first line of what it says', () => {
  const failed = 'Helm install failed: boom\n\nLast Helm logs:\n…';
  expect(summaryOf(three, (name, index) => (index === 1 ? failedRelease(name, failed) : readyRelease(name)))).toBe(
    '2 of 3 ready; eu-1 failed: Helm install failed: boom',
  );
});

test('the worst comes first', () => {
  const suspended = (name: string) => ({ ...readyRelease(name), spec: { suspend: true } });
  const made = [suspended, () => undefined, (name: string) => failedRelease(name)];
  expect(summaryOf(three, (name, index) => made[index]?.(name))).toBe(
    '0 of 3 ready; us-1 failed: Helm install failed: boom; eu-1 missing; host suspended',
  );
});

test('a target is called by its KEY where its cluster has others', () => {
  const deploy = [onMember('eu-1', 'web'), onMember('eu-1', 'api'), onHost('web')];
  expect(summaryOf(deploy, () => undefined)).toBe('0 of 3 ready; 3 missing (eu-1-api, eu-1-web, host)');
});

test('where nothing is said, the reason is', () => {
  expect(summaryOf([onHost('web')], (name) => failedRelease(name, '', 'StateError'))).toBe(
    '0 of 1 ready; host failed: StateError',
  );
});

test('a remark is short', () => {
  const summary = summaryOf([onHost('web')], (name) => failedRelease(name, 'x'.repeat(5000)));
  expect(summary).toBe(`0 of 1 ready; host failed: ${'x'.repeat(157)}…`);
});

test('of a large fleet every cause is described once', () => {
  const members = Array.from({ length: 500 }, (_, index) =>
    onMember(`member-${String(index).padStart(3, '0')}`, 'web'),
  );
  const summary = summaryOf(members, (name, index) => {
    if (index < 300) return readyRelease(name);
    if (index < 400) return fluxObject('HelmRelease', name, { observedGeneration: -1, conditions: [] });
    return index < 407 ? failedRelease(name, 'boom') : undefined;
  });
  expect(summary).toBe(
    [
      '300 of 500 ready',
      '7 failed (member-400, member-401, member-402, …): boom',
      '93 missing (member-407, member-408, member-409, …)',
      '100 unknown (member-300, member-301, member-302, …): no controller has processed it yet',
    ].join('; '),
  );
});

test('of what Helm says of a schema the violation is left where messages are cut', () => {
  const members = Array.from({ length: 500 }, (_, index) => onMember(`member-${index}`, 'web'));
  const application = helmApplication(members);
  const schema =
    "values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- at '/replicas': got string, want integer";
  const releases = lower(application).objects.map(({ metadata }) =>
    failedRelease(
      metadata.name,
      `Helm install failed for release web/${metadata.name} with chart web@6.5.0: ${schema}`,
    ),
  );
  const { targets, message } = new WatchedApplication(application).see({ HelmRelease: releases });
  expect(new Set(targets.map((target) => target.message))).toEqual(
    new Set(["values: at '/replicas': got string, want integer"]),
  );
  expect(message).toBe(
    "0 of 500 ready; 500 failed (member-0, member-1, member-10, …): values: at '/replicas': got string, want integer",
  );
});

test('of many causes the worst five are described, and the targets of the others counted', () => {
  const members = Array.from({ length: 9 }, (_, index) => onMember(`member-${index}`, 'web'));
  const causes = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
  const summary = summaryOf(members, (name, index) =>
    index === 8 ? undefined : failedRelease(name, causes[index] ?? 'zeta'),
  );
  const named = ['alpha', 'beta', 'gamma', 'delta'].map((cause, index) => `member-${index} failed: ${cause}`);
  expect(summary).toBe(
    `0 of 9 ready; 3 failed (member-5, member-6, member-7): zeta; ${named.join('; ')}; and 2 more: 1 failed, 1 missing`,
  );
});

test.each<[readonly State[], string]>([
  [[], 'Unknown'],
  [['Ready', 'Ready'], 'Ready'],
  [['Ready', 'Suspended'], 'Suspended'],
  [['Suspended', 'Reconciling', 'Ready'], 'Reconciling'],
  [['Reconciling', 'Unknown'], 'Unknown'],
  [['Missing', 'Unknown'], 'Missing'],
  [['Ready', 'Missing', 'Failed'], 'Failed'],
  [['Failed', 'Stalled', 'Ready'], 'Stalled'],
])('of targets that are %j the application is %s', (states, expected) => {
  expect(rollUp(states)).toBe(expected);
  expect(rollUp([...states].reverse())).toBe(expected);
});

test.each<[readonly (string | undefined)[], string | undefined]>([
  [[], undefined],
  [[undefined, undefined], undefined],
  [['1.0.0', '1.0.0'], '1.0.0'],
  [['1.0.0', undefined], '1.0.0 on 1, none on 1'],
  [['1.0.0', '1.1.0', '1.1.0'], '1.1.0 on 2, 1.0.0 on 1'],
  [['b', 'a'], 'a on 1, b on 1'],
  [['a', 'b', 'c', 'd', 'e', 'e', undefined], 'e on 2, a on 1, b on 1, 2 others on 2, none on 1'],
])('%j: %s', (revisions, expected) => {
  expect(commonRevision(revisions)).toBe(expected);
  expect(commonRevision([...revisions].reverse())).toBe(expected);
});
