import { expect, test } from 'vitest';
import { fluxObjectOf } from '../../src/status/flux-object';
import { wantedVersion } from '../../src/status/wanted-version';

/** A HelmRelease that requests a version. */
function asking(version: unknown, kind = 'HelmRepository') {
  const spec = { chart: { spec: { chart: 'podinfo', version, sourceRef: { kind, name: 'charts' } } } };
  return fluxObjectOf({ kind: 'HelmRelease', metadata: { name: 'web' }, spec });
}

test.each([
  ['another version', '6.10.0', '6.9.0', '6.10.0'],
  ['a version before its release', '6.10.0-rc.1', '6.10.0', '6.10.0-rc.1'],
  ['the version that runs', '6.9.0', '6.9.0', undefined],
  ['the same, written with a v', 'v6.9.0', '6.9.0', undefined],
  ['the same, with a digest that Flux has put behind it', '6.9.0', '6.9.0+3a1b2c3d4e5f', undefined],
  ['the same, with what is behind the plus', '6.9.0+a', '6.9.0+a', undefined],
  ['another build', '6.9.0+b', '6.9.0+a', '6.9.0+b'],
  ['a range', '6.x', '6.9.0', undefined],
  ['any version', '*', '6.9.0', undefined],
  ['two parts of a version, which are a range', '6.10', '6.9.0', undefined],
  ['a version, and nothing runs', '6.9.0', undefined, undefined],
  ['no version', undefined, '6.9.0', undefined],
])('%s', (_, version, running, wanted) => {
  expect(wantedVersion(asking(version) as never, running)).toBe(wanted);
});

test('Flux ignores the version of a chart out of Git', () => {
  expect(wantedVersion(asking('6.10.0', 'GitRepository') as never, '6.9.0')).toBeUndefined();
});
