import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { printYaml, printYamlDocuments } from '../../src/yaml';
import { dataOf } from '../../src/yaml/data';
import { readBlocks } from '../../src/yaml/read-block';
import { composeDocuments, oddCharacter, syntaxProblem } from '../../src/yaml/syntax';
import { runs } from '../random-runs';
import { json, text } from './arbitrary-json';

/** The result of the reader of the whole language: values and their positions, or that the text has problems. */
function read(written: string): unknown {
  const documents = [...composeDocuments(written)].map((composed) => {
    if (syntaxProblem(composed)) return 'a problem';
    const { value, problems } = dataOf(composed);
    return problems.length > 0 ? 'a problem' : { value, at: composed.contents?.range?.[0] };
  });
  return documents.filter((document) => typeof document === 'string' || document.value !== null);
}

function readFast(written: string): unknown {
  return readBlocks(written)?.map(({ first, value }) => ({ value, at: first }));
}

/** If the fast reader reads a text, expects the same result as that of the other reader. */
function expectAgreement(written: string): 'read' | 'left' {
  const found = oddCharacter(written) ? undefined : readFast(written);
  if (found === undefined) return 'left';
  expect(found).toEqual(read(written));
  return 'read';
}

const map = fc.dictionary(text, json, { minKeys: 1 });

/** Words, numbers and multi-line texts, as in manifests. */
const word = fc.stringMatching(/^[a-z][a-z0-9./-]{0,8}[a-z0-9]$/);
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.nat(99),
    fc.boolean(),
    fc.array(word, { minLength: 2, maxLength: 3 }).map((words) => `${words.join('\n')}\n`),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const manifest = fc.dictionary(word, plain, { minKeys: 1, maxKeys: 4 });

/** The text with comments after some of its lines. */
const commented = (written: string, places: readonly number[]): string =>
  written
    .split('\n')
    .map((line, index) => (places.includes(index % 10) ? `${line} # it's "so": [a` : line))
    .join('\n');

describe('readBlocks', () => {
  it('reads what is printed, but for keys and texts that need more of the language', () => {
    let count = 0;
    fc.assert(
      fc.property(fc.array(map, { minLength: 1, maxLength: 3 }), (values) => {
        if (expectAgreement(printYamlDocuments(values)) === 'read') count++;
      }),
      { numRuns: runs(400) },
    );
    expect(count).toBeGreaterThan(runs(400) / 4);
  });

  it('reads what other programs print', () => {
    fc.assert(
      fc.property(fc.oneof(map, manifest), fc.boolean(), fc.constantFrom(0, 40), (value, indentSeq, lineWidth) => {
        expectAgreement(stringify(value, { version: '1.1', indentSeq, lineWidth, aliasDuplicateObjects: false }));
      }),
      { numRuns: runs(400) },
    );
  });

  it('reads comments behind values', () => {
    let count = 0;
    fc.assert(
      fc.property(fc.oneof(map, manifest), fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), (value, places) => {
        if (expectAgreement(commented(printYaml(value), places)) === 'read') count++;
      }),
      { numRuns: runs(600) },
    );
    expect(count).toBeGreaterThan(runs(600) / 4);
  });

  it('agrees on whatever becomes of a text by cutting it and putting something in', () => {
    const parts = [
      '\n',
      ' ',
      '  ',
      '- ',
      ': ',
      ':',
      '#',
      ' # a',
      '"',
      "'",
      '|\n',
      '>',
      '---\n',
      '?',
      '&a ',
      '*a',
      '\t',
      '{',
      'a: 1\n',
    ];
    const counts = { read: 0, left: 0 };
    fc.assert(
      fc.property(
        fc.oneof(map, manifest),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), fc.constantFrom('', ...parts)), {
          minLength: 1,
          maxLength: 3,
        }),
        (value, edits) => {
          const edited = edits.reduce((written, [place, length, part]) => {
            const at = Math.floor(place * written.length);
            return written.slice(0, at) + part + written.slice(at + length);
          }, printYaml(value));
          counts[expectAgreement(edited)]++;
        },
      ),
      { numRuns: runs(1500) },
    );
    expect(counts.read).toBeGreaterThan(runs(50));
  });

  it.each([
    [
      'lists in lists, and in the column of their key',
      'a:\n- - 1\n  - b: 2\n    c: 3\n-   x\n'.replace('-   x\n', '- x\n'),
    ],
    ['blocks', 'a: |\n  one\n    two\n\n  three\nb: |-\n  x\nc:\n  - |+\n    y\n\n'],
    [
      'numbers, words and texts',
      'a: 1\nb: 0x1F\nc: yes\nd: 1.20\ne: 10m\nf: 2026-11-30\ng: \'\'\nh: "\\u00e9"\ni: ~\nj:\n',
    ],
    ['keys', '"a: b": 1\n\'c\': 2\na.b/c: 3\nno space: 4\n1: 5\n"__proto__": 6\n'],
    [
      'lines of comments',
      '# a\n\n  # b\na:\n  # c\n  - b: |\n      # d\n\n      e\n  # f\n  - c: 1\n\n# g\n---\n# h\n',
    ],
    [
      'comments behind values',
      "a: b#c # d\nb: \"x # y\" # z\nc: 'it''s # e'   # f\nd: # g: h\n  e: 1 # i\nf:   # j\n- k # l\n- m: {} # n\nq: # r\ns: [] #\n",
    ],
    ['documents', '---\na: 1\n---\nb: 2\n---\n'],
    ['integers that a number cannot hold', 'a: 12345678901234567890\n'],
  ])('%s', (_, written) => {
    expect(readFast(written)).toEqual(read(written));
  });

  it.each([
    ['anchors and merges', 'a: &x\n  b: 1\nc:\n  <<: *x\n'],
    ['flow style', 'a: {b: 1}\n'],
    ['texts over several lines', 'a: b\n  c\n'],
    ['keys that stand twice', 'a: 1\na: 2\n'],
    ['what is no finite number', 'a: .inf\n'],
    ['directives', '%YAML 1.1\n---\na: 1\n'],
    ['lines that end as on Windows', 'a: 1\r\nb: 2\r\n'],
    ['no YAML', 'a: 1\n b: 2\n'],
    ['a single text', 'hello\n'],
  ])('leaves %s', (_, written) => {
    expect(readBlocks(written)).toBeUndefined();
  });
});
