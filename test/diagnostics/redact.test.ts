import { expect, test } from 'vitest';
import { show } from '../../src/diagnostics/redact';

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
  expect(show(value)).toBe(text);
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
  expect(show(url)).toBe(text);
});
