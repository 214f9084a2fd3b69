import { expect, test } from 'vitest';
import { chartOf } from './fixtures';

/** The comments of all keys in a values.yaml, by path. */
function commentsOf(text: string): Record<string, string> {
  const { values, comments } = chartOf({ 'values.yaml': text });
  const found: Record<string, string> = {};
  const enter = (map: Readonly<Record<string, unknown>>, path: readonly string[]) => {
    for (const [key, value] of Object.entries(map)) {
      const lines = comments.of([...path, key]);
      if (lines.length > 0) found[[...path, key].join('.')] = lines.join('\n');
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        enter(value as object as never, [...path, key]);
    }
  };
  enter(values, []);
  return found;
}

test('reads those of helm-docs', () => {
  expect(
    commentsOf(`# A title

# Not this.
# -- (int) Number of Pods,
# in every cluster
# @default -- 1
a: 1
b:
  # c -- An old form
  c: 2
`),
  ).toEqual({ a: 'Number of Pods,\nin every cluster', 'b.c': 'An old form' });
});

test('reads that of the last of two equal keys', () => {
  expect(commentsOf('# One\na:\n  # Two\n  b: 1\n# Three\na:\n  # Four\n  d: 3\n')).toEqual({
    a: 'Three',
    'a.d': 'Four',
  });
});

test('reads those of Bitnami, wherever they stand', () => {
  expect(
    commentsOf(`## @section All
## @param a.b [array, nullable] Names of Secrets
##
# @param c Text
## @skip d
a:
  ## not this
  b: []
c: x
d: y
`),
  ).toEqual({ 'a.b': 'Names of Secrets', c: 'Text' });
});

test('reads others above their keys, without what is commented out', () => {
  expect(
    commentsOf(`# A licence.

# First.
#
# Second: with a colon
# ------------
a: 1
# b:
#   c: 1
# - item
## For b.
## Ref: https://example.com
b: 1

# no key below

  # indented further
c: 1
# @schema
# type: string
# @schema
# For d.
d:
    # of e
    e: 1
f:
- # in a list
  g: 1
"h": # behind it
  i: 1
`),
  ).toEqual({
    a: 'First.\n\nSecond: with a colon',
    b: 'For b.\nRef: https://example.com',
    d: 'For d.',
    'd.e': 'of e',
  });
});

test('reads several documents, as Helm merges them', () => {
  expect(commentsOf('# one\na: 1\n---\n# two\nb: 1\n')).toEqual({ a: 'one', b: 'two' });
});
