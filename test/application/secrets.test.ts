import { expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { formatDiagnostic } from '../../src/diagnostics/diagnostic';
import { helmApplication, kustomizationApplication } from './applications';
import { manifests, web } from './problems';

const WORD = 'sentinel';
const NUMBER = 918273645;

/** The secret in several forms. */
const SECRETS = [WORD, `${WORD}\n`, `https://user:${WORD}@example.com`, NUMBER, NUMBER + 0.5, `\ud800${WORD}`];

/** Contexts of a secret, next to an error. */
const AROUND: readonly ((secret: unknown) => unknown)[] = [
  (secret) => [secret],
  (secret) => ({ key: secret, bad: BigInt(NUMBER) }),
  (secret) => ({ op: secret, path: secret, value: secret, patch: secret, target: secret, name: secret }),
];

/** Possible values in the place of a secret. */
const VALUES = [0, 1].reduce((values) => [...values, ...values.flatMap((value) => AROUND.map((put) => put(value)))], [
  ...SECRETS,
] as unknown[]);

const postRenderers = (kustomize: unknown) => ({ postRenderers: [{ kustomize }] });
const patch = { op: 'add', path: '/a' };

/** All places in an entry of deploy where a secret may be, including those caused by wrong indentation. */
const inRelease: readonly ((value: unknown) => object)[] = [
  (value) => ({ values: value }),
  (value) => ({ values: { password: value } }),
  (value) => ({ values: { list: [{ password: value }] } }),
  (value) => ({ value: { password: value } }),
  (value) => ({ metadata: { annotations: value } }),
  (value) => ({ metadata: { annotations: { token: value } } }),
  (value) => ({ commonMetadata: { annotations: { token: value } } }),
  (value) => ({ postRenderers: value }),
  (value) => ({ postRenderers: [value] }),
  (value) => postRenderers(value),
  (value) => postRenderers({ patches: value }),
  (value) => postRenderers({ patches: [value] }),
  (value) => postRenderers({ patches: [{ patch: value }] }),
  (value) => postRenderers({ patchesStrategicMerge: value }),
  (value) => postRenderers({ patchesStrategicMerge: [value] }),
  (value) => postRenderers({ patchesStrategicMerge: [{ data: value }] }),
  (value) => postRenderers({ patchesJson6902: value }),
  (value) => postRenderers({ patchesJson6902: [value] }),
  (value) => postRenderers({ patchesJson6902: [{ target: {}, patch: value }] }),
  (value) => postRenderers({ patchesJson6902: [{ target: {}, patch: [value] }] }),
  (value) => postRenderers({ patchesJson6902: [{ target: {}, patch: [{ ...patch, value }] }] }),
  (value) => postRenderers({ patchesJson6902: [{ target: {}, patch: [{ ...patch, vlaue: value }] }] }),
];

const inKustomization: readonly ((value: unknown) => object)[] = [
  (value) => ({ patches: value }),
  (value) => ({ patches: [value] }),
  (value) => ({ patches: [{ patch: value }] }),
  (value) => ({ postBuild: value }),
  (value) => ({ postBuild: { substitute: value } }),
  (value) => ({ postBuild: { substitute: { password: value } } }),
  (value) => ({ substitute: { password: value } }),
  (value) => ({ metadata: { annotations: { token: value } } }),
  (value) => ({ commonMetadata: { annotations: { token: value } } }),
];

const PLACES: readonly ((value: unknown) => unknown)[] = [
  ...inRelease.map((put) => (value: unknown) => helmApplication([{ ...web, ...put(value) }])),
  ...inKustomization.map((put) => (value: unknown) => kustomizationApplication([{ ...manifests, ...put(value) }])),
  (value) => helmApplication([web], { metadata: { annotations: value } }),
  (value) => helmApplication([web], { metadata: { annotations: { token: value } } }),
];

test('no message holds a value of values, of a patch, of a substitution or of an annotation', () => {
  const texts = PLACES.flatMap((put) => VALUES.map((value) => lower(put(value)).diagnostics.map(formatDiagnostic)));
  const withErrors = texts.filter((lines) => lines.length > 0);
  expect(withErrors.length).toBeGreaterThan(texts.length / 2);
  expect(withErrors.flat().filter((line) => line.includes(WORD) || line.includes(String(NUMBER)))).toEqual([]);
});
