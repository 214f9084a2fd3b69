import { describe, expect, test } from 'vitest';
import { CONSTRUCTIONS } from '../../codegen/words/constructions';
import { findConstructions } from '../../codegen/words/find-constructions';

const found = (text: string, exceptions = []) => findConstructions('a.ts', text, exceptions);

describe.each(CONSTRUCTIONS)('$pattern', (construction) => {
  test('is found in its example, also across lines of a comment', () => {
    const { example } = construction;
    expect(found(example)).toContainEqual(expect.objectContaining({ construction, line: 1 }));
    const comment = `/**\n * ${example.replaceAll(' ', '\n * ')}\n */`;
    expect(found(comment)).toContainEqual(expect.objectContaining({ construction }));
  });

  test('is not in the rewritten example', () => {
    expect(found(construction.rewritten)).toEqual([]);
  });
});

test('a hit has the line on which it begins', () => {
  expect(found('const a = 1;\n// what it says\n// is told\n').map(({ line, text }) => ({ line, text }))).toEqual([
    { line: 3, text: 'is told' },
  ]);
});

test('an exception counts for its file and its text only', () => {
  const text = 'Kubernetes says: the node is told to drain.';
  const exception = { file: 'a.ts', text: 'the node is told to drain', reason: 'a quotation' };
  expect(findConstructions('a.ts', text, [exception])).toEqual([]);
  expect(findConstructions('b.ts', text, [exception])).toHaveLength(1);
  expect(findConstructions('a.ts', `${text} ${'-'.repeat(200)} It is told.`, [exception])).toHaveLength(1);
});
