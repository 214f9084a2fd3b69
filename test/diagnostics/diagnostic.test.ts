import { describe, expect, test } from 'vitest';
import { error, formatDiagnostic, hasErrors, warning } from '../../src/diagnostics/diagnostic';
import { formatPath, type Path } from '../../src/json/json';

test.each<[Path, string]>([
  [[], ''],
  [['spec'], 'spec'],
  [['spec', 'deploy', 0, 'interval'], 'spec.deploy[0].interval'],
  [[0, 'a'], '[0].a'],
  [['metadata', 'labels', 'a.b/c'], 'metadata.labels["a.b/c"]'],
  [['values', 'a-b', ''], 'values["a-b"][""]'],
  [['values', '0'], 'values["0"]'],
  [['values', 'say "hi"\n'], 'values["say \\"hi\\"\\n"]'],
  [['a b', '$c_1'], '["a b"].$c_1'],
])('the path %j is written %s', (path, text) => {
  expect(formatPath(path)).toBe(text);
});

describe('a diagnostic', () => {
  test('is written with its path', () => {
    expect(formatDiagnostic(error(['spec', 'kind'], 'required, but missing'))).toBe('spec.kind: required, but missing');
  });

  test('of the whole object is written without', () => {
    expect(formatDiagnostic(warning([], 'is odd'))).toBe('is odd');
  });
});

test('warnings alone are no errors', () => {
  expect(hasErrors([])).toBe(false);
  expect(hasErrors([warning([], 'a')])).toBe(false);
  expect(hasErrors([warning([], 'a'), error([], 'b')])).toBe(true);
});
