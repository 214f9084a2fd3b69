import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageOf, commandsFor, languageOf, resumeCommand, suspendCommand } from '../../src/page';
import { limit, runs } from '../random-runs';

const NOW = '2026-12-01T10:00:00Z';

test.each([
  ['2026-12-01T10:00:00Z', [['seconds', 0]]],
  ['2026-12-01T09:59:01Z', [['seconds', 59]]],
  ['2026-12-01T09:47:30Z', [['minutes', 12]]],
  [
    '2026-12-01T04:38:00Z',
    [
      ['hours', 5],
      ['minutes', 22],
    ],
  ],
  [
    '2026-12-01T05:00:30Z',
    [
      ['hours', 4],
      ['minutes', 59],
    ],
  ],
  ['2026-12-01T05:00:00Z', [['hours', 5]]],
  [
    '2026-11-30T04:00:00Z',
    [
      ['days', 1],
      ['hours', 6],
    ],
  ],
  ['2026-11-20T04:00:00Z', [['days', 11]]],
  ['2026-12-01T10:00:09Z', [['seconds', 0]]],
  [undefined, []],
  ['yesterday', []],
])('the age of %s: %j', (since, age) => {
  expect(ageOf(since, NOW)).toEqual(age);
});

test.each([
  [['zh-CN', 'en'], 'zh'],
  [['fr', 'ZH-hant'], 'zh'],
  [['en-GB', 'zh'], 'en'],
  [['fr', ''], 'en'],
  [[], 'en'],
  [['toString'], 'en'],
] as const)('%j reads %s', (preferred, language) => {
  expect(languageOf(preferred)).toBe(language);
});

test('commands are those that one would type', () => {
  const application = { namespace: 'shop', name: 'web' };
  expect(commandsFor(application, { kind: 'HelmRelease', name: 'web--eu-1--shop' })).toEqual([
    'fluxapp status web -n shop',
    'kubectl -n shop describe helmrelease web--eu-1--shop',
    'flux reconcile helmrelease web--eu-1--shop -n shop',
  ]);
  expect(
    commandsFor(application, { kind: 'Kustomization', name: 'web' }, ['--kubeconfig', '/a b', '--context', 'prod']),
  ).toEqual([
    "fluxapp status web -n shop --kubeconfig '/a b' --context prod",
    "kubectl -n shop describe kustomization web --kubeconfig '/a b' --context prod",
    "flux reconcile kustomization web -n shop --kubeconfig '/a b' --context prod",
  ]);
  expect(resumeCommand(application, [], ['--context', 'a/b'])).toBe('fluxapp resume web -n shop --context a/b');
  expect(suspendCommand(application, ['eu-1'], { reason: 'moved' }, ['--context', 'my prod'])).toBe(
    "fluxapp suspend web -n shop --cluster eu-1 --reason moved --context 'my prod'",
  );
  expect(resumeCommand(application, ['eu-1', 'host'])).toBe('fluxapp resume web -n shop --cluster eu-1 --cluster host');
  expect(suspendCommand(application, [], { reason: "it's down", until: '4h' })).toBe(
    `fluxapp suspend web -n shop --reason 'it'\\''s down' --until 4h`,
  );
});

test(
  'a shell reads back every reason that somebody types',
  () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => text !== '' && !text.includes('\0')),
        (reason) => {
          const command = suspendCommand({ namespace: 'shop', name: 'web' }, [], { reason });
          const script = command.replace(/^fluxapp suspend/, "printf '%s\\0'");
          const words = String(execFileSync('sh', ['-c', script]))
            .split('\0')
            .slice(0, -1);
          expect(words).toEqual(['web', '-n', 'shop', '--reason', reason]);
        },
      ),
      { numRuns: runs(50) },
    );
  },
  limit(30_000),
);
