import { expect, test } from 'vitest';
import { digestOfCode, pinOf } from '../../../src/change';
import { object, patched, release } from '../plan/objects';

/** Code in which a secret is in a Secret and in values, and digests of its objects in their marks. */
const code = (pin: string, digest: string, tag = '1') => [
  object({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: 'shop' }, stringData: { pin } }),
  object({
    apiVersion: 'gitops.kubesphere.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web', namespace: 'shop', annotations: { 'gitops.kubesphere.io/digests': digest } },
  }),
  release('eu-1', {
    metadata: {
      labels: { 'gitops.kubesphere.io/rollout': digest, 'gitops.kubesphere.io/rollout-gate': digest },
      annotations: { 'gitops.kubesphere.io/lowering-digest': digest, 'gitops.kubesphere.io/approved': digest },
    },
    spec: {
      dependsOn: [
        { name: 'a', readyExpr: `dep.metadata.labels['gitops.kubesphere.io/rollout'] == '${digest}'` },
        { name: 'b', readyExpr: 'dep.status.observedGeneration > 0' },
      ],
      values: { image: { tag }, password: pin },
    },
  }),
];

test('the digest of code does not depend on secrets, nor on digests of objects with them', () => {
  const digest = digestOfCode(code('1234', 'a'));
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(digestOfCode(code('4711', 'b').reverse())).toBe(digest);
  expect(digestOfCode(code('1234', 'a', '2'))).not.toBe(digest);
  expect(digestOfCode(code('1234', 'a').slice(1))).not.toBe(digest);
});

test('it depends on the rest of a text with a secret', () => {
  const digestOf = (tag: string, password: string) => {
    const text = `image:\n  tag: ${tag}\ndb:\n  password: ${password}\n`;
    const metadata = { name: 'values', namespace: 'shop' };
    return digestOfCode([object({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'values.yaml': text } })]);
  };
  expect(digestOf('1.0.0', 'p')).not.toBe(digestOf('1.1.0', 'p'));
  expect(digestOf('1.0.0', 'p')).toBe(digestOf('1.0.0', 'q'));
});

test('nor does the digest of the state of an object', () => {
  const [one, other] = [code('1234', 'a'), code('4711', 'b')].map((objects) =>
    objects.map(({ value }) => pinOf(patched(value, { metadata: { uid: 'u-1', generation: 1 } }) as never, 'fluxapp')),
  );
  expect(other).toEqual(one);
});
