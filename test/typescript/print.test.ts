import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { listType, literalType, printComment, printInterface, printTypeImport, printValue } from '../../src/typescript';
import { printString, propertyName } from '../../src/typescript/print';

test('prints an interface, with quoted names and comments that cannot end early', () => {
  const members = [
    { name: 'x', type: 'number', doc: ['In metres.'] },
    { name: 'a/b', type: listType("'on' | 'off'"), optional: true, doc: ['One */ two.', '@default []'] },
  ];
  expect(printInterface('Point', members, ['A point.'])).toBe(`/** A point. */
export interface Point {
  /** In metres. */
  readonly x: number;
  /**
   * One *\\/ two.
   * @default []
   */
  readonly 'a/b'?: readonly ('on' | 'off')[];
}
`);
});

test('prints nothing for a comment without lines', () => {
  expect(printComment([])).toBe('');
});

test('prints types of lists and texts', () => {
  expect([listType('string'), listType('Record<string, unknown>')]).toEqual([
    'readonly string[]',
    'readonly Record<string, unknown>[]',
  ]);
  expect(
    [
      literalType(['<', '>', '=']),
      'Readonly<Record<string, number | null>> | null',
      listType(listType('Readonly<Record<string, number | null>>')),
      "Record<'a > b', readonly Record<'<', string>[]>",
      "'<'",
      '{ readonly [key: string]: Record<string, A> }',
    ].map(listType),
  ).toEqual([
    "readonly ('<' | '>' | '=')[]",
    'readonly (Readonly<Record<string, number | null>> | null)[]',
    'readonly (readonly (readonly Readonly<Record<string, number | null>>[])[])[]',
    "readonly Record<'a > b', readonly Record<'<', string>[]>[]",
    "readonly '<'[]",
    'readonly ({ readonly [key: string]: Record<string, A> })[]',
  ]);
  expect(literalType(['a', "it's"])).toBe("'a' | 'it\\'s'");
});

test('prints an import on one line, or a name a line where it would be too long', () => {
  expect(printTypeImport(new Set(['b', 'A']), './x')).toBe("import type { A, b } from './x';\n");
  const names = Array.from({ length: 12 }, (_, index) => `LongNameOfAType${String(index).padStart(2, '0')}`);
  expect(printTypeImport(names, './x')).toBe(
    `import type {\n${names.map((name) => `  ${name},\n`).join('')}} from './x';\n`,
  );
});

test('texts read back as they were', () => {
  const texts = ["'", '"', '\\', '\n', '\u2028', 'ü', '\u0000'];
  expect(texts.map((text) => runInNewContext(printString(text)))).toEqual(texts);
  expect(['a', '$b', '1', 'a-b', ''].map(propertyName)).toEqual(['a', '$b', "'1'", "'a-b'", "''"]);
});

test('what cannot be seen, or turns the direction of text, is escaped', () => {
  const texts = ['\u202e', 'a\u200bb', '\u2066x\u2069', '\ufeff', 'first\u202e\nsecond line'];
  for (const text of texts) {
    const printed = printValue(text);
    expect(printed).toMatch(/^[ -~]*$/);
    expect(runInNewContext(printed)).toBe(text);
  }
});
