import { describe, expect, test } from 'vitest';
import {
  error,
  formatDiagnostic,
  hasErrors,
  redacted,
  warning,
  withoutRepetitions,
} from '../../src/diagnostics/diagnostic';
import { type FieldPath, formatPath } from '../../src/json/json';

test.each<[FieldPath, string]>([
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
    expect(formatDiagnostic(error('field-missing', ['spec', 'kind'], 'required, but missing'))).toBe(
      'spec.kind: required, but missing',
    );
  });

  test('is listed once, as an error if it is one anywhere', () => {
    const [first, second] = [warning('values-refused', ['a'], 'is odd'), error('values-refused', ['a'], 'is odd')];
    const others = [warning('values-refused', ['b'], 'is odd'), error('type-wrong', ['a'], 'is odd')];
    expect(withoutRepetitions([first, ...others, second, first])).toEqual([second, ...others]);
    expect(withoutRepetitions([second, ...others, first])).toEqual([second, ...others]);
  });

  test('of the whole object is written without', () => {
    expect(formatDiagnostic(warning('field-without-effect', [], 'is odd'))).toBe('is odd');
  });
});

test('warnings alone are no errors', () => {
  expect(hasErrors([])).toBe(false);
  expect(hasErrors([warning('field-without-effect', [], 'a')])).toBe(false);
  expect(hasErrors([warning('field-without-effect', [], 'a'), error('field-missing', [], 'b')])).toBe(true);
});

test.each([
  ['web', '"web"'],
  ['say "hi"\n', '"say \\"hi\\"\\n"'],
  ['a'.repeat(60), `"${'a'.repeat(60)}"`],
  ['a'.repeat(61), `"${'a'.repeat(60)}…"`],
  [1.5, '1.5'],
  [true, 'true'],
  [null, 'null'],
  [undefined, 'undefined'],
  [10n, 'a bigint'],
  [['secret'], 'a list'],
  [{ token: 'secret' }, 'a map'],
])('%o is shown as %s', (value, text) => {
  expect(redacted(value)).toBe(text);
});

test.each([
  ['https://user:secret@example.com/a', '"https://***@example.com/a"'],
  ['https://secret@example.com', '"https://***@example.com"'],
  ['https://user:p@secret@example.com', '"https://***@example.com"'],
  ['https://user:p/secret@example.com', '"https://***@example.com"'],
  ['user:secret@example.com', '"***@example.com"'],
  [`https://user:${'secret'.repeat(100)}@example.com`, '"https://***@example.com"'],
  ['git@example.com:a/b.git', '"git@example.com:a/b.git"'],
  ['ssh://git@example.com', '"ssh://***@example.com"'],
  ['a@b', '"a@b"'],
])('%s is shown without credentials', (url, text) => {
  expect(redacted(url)).toBe(text);
});
