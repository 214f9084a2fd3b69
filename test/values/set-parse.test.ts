import { expect, test } from 'vitest';
import { SetExpression } from '../../src/values/set-expression';
import { parseSet, typedValue } from '../../src/values/set-parse';
import { setError } from './set-errors';

function parse(source: string): readonly [readonly (string | number)[], unknown][] {
  return parseSet(new SetExpression(source, 'set', 0), 'set').map(({ path, value }) => [
    path.map(({ step }) => step),
    value,
  ]);
}

test.each<[string, [(string | number)[], unknown][]]>([
  ['', []],
  ['a=1', [[['a'], 1]]],
  ['a=1,', [[['a'], 1]]],
  [
    'a=1,b=x',
    [
      [['a'], 1],
      [['b'], 'x'],
    ],
  ],
  ['a.b[0].c=', [[['a', 'b', 0, 'c'], '']]],
  ['a[+1][01][-0]=x', [[['a', 1, 1, 0], 'x']]],
  ['a={b, c}', [[['a'], ['b', ' c']]]],
  ['a={}', [[['a'], ['']]]],
  [
    'a={1,},b=',
    [
      [['a'], [1, '']],
      [['b'], ''],
    ],
  ],
  ['a=b=c', [[['a'], 'b=c']]],
  ['a= {b}', [[['a'], ' {b}']]],
  ['a=[]', [[['a'], '[]']]],
  ['a\\.b\\[0\\]\\=\\,\\\\=x', [[['a.b[0]=,\\'], 'x']]],
  ['a=b\\,c\\\\', [[['a'], 'b,c\\']]],
  ['a=\\{b}', [[['a'], '{b}']]],
  ['a={b\\,c,d\\}}', [[['a'], ['b,c', 'd}']]]],
  [
    'a=\\true,b\\\n=😀',
    [
      [['a'], true],
      [['b\n'], '😀'],
    ],
  ],
  ['a]}{ b=x', [[['a]}{ b'], 'x']]],
])('parses %j', (source, assignments) => {
  expect(parse(source)).toEqual(assignments);
});

test.each([
  ['a', 'no-value', 1, 'expression 1: the text at 1 has no "=" and so no value'],
  ['a,b=1', 'no-value', 1, 'expression 1: the text at 1 has no "=" and so no value'],
  ['a=1,b', 'no-value', 5, '"a=…": the text at 5 has no "=" and so no value: write "\\," for a comma in a value'],
  ['a=1,,b=2', 'no-value', 5, '"a=…": the text at 5 has no "=" and so no value: write "\\," for a comma in a value'],
  ['a[x]=1', 'bad-index', 3, '"a[x]=…": "x" at 3 is not a list index (0 to 65536)'],
  ['a[]=1', 'bad-index', 3, '"a[]=…": "" at 3 is not a list index (0 to 65536)'],
  ['a[-1]=1', 'bad-index', 3, '"a[-1]=…": "-1" at 3 is not a list index (0 to 65536)'],
  ['a[65537]=1', 'bad-index', 3, '"a[65537]=…": "65537" at 3 is not a list index (0 to 65536)'],
  ['a[1e1]=1', 'bad-index', 3, '"a[1e1]=…": "1e1" at 3 is not a list index (0 to 65536)'],
  ['a[0]b=1', 'text-after-index', 5, '"a[0]b=…": the text at 5 follows an index: only "[", "." or "=" can'],
  ['a={b', 'unclosed-list', 3, '"a=…": the "{" at 3 is not closed'],
  ['a[0=1', 'unclosed-index', 2, '"a[0=…": the "[" at 2 is not closed'],
  ['a[0]', 'index-without-value', 2, 'expression 1: the index at 2 has no value'],
  ['a.', 'trailing-dot', 2, 'expression 1: the "." at 2 has no key after it'],
  ['a..b=1', 'empty-key', 3, '"a..b=…": the key at 3 is empty'],
  ['=1', 'empty-key', 1, 'expression 1: the key at 1 is empty'],
  ['😀\\,😀\\', 'dangling-escape', 5, 'expression 1: the "\\" at 5 escapes nothing: write "\\\\"'],
  ['a={b}c=1', 'text-after-list', 6, '"a=…": the text at 6 follows a list: only "," can'],
  [
    'a={1,9007199254740993}',
    'inexact-integer',
    6,
    '"a=…": the integer at 6 is beyond 2^53 and would lose digits: use setString, or provide it through valuesFrom',
  ],
  [
    'a[0].b=',
    'lost-empty-value',
    3,
    '"a[0].b=…": the new list element at 3 has an empty value at the end of the expression, which Helm loses: end with a comma',
  ],
])('refuses %j', (source, code, position, message) => {
  expect(setError([source])).toMatchObject({ code, position, expression: 0, message: `set: ${message}` });
});

test('counts expressions and names the mode', () => {
  expect(setError(['a=1', 'b[x]=1'], {}, 'setString')).toMatchObject({
    message: 'setString: "b[x]=…": "x" at 3 is not a list index (0 to 65536)',
    expression: 1,
  });
  expect(setError(['a=1', 'b']).message).toBe('set: expression 2: the text at 1 has no "=" and so no value');
});

test('names nest 30 dots deep, those after an index aside', () => {
  expect(parse(`${'a.'.repeat(30)}a=1`)).toHaveLength(1);
  expect(parse(`${'a[0].'.repeat(100)}a=1`)).toHaveLength(1);
  expect(setError([`${'a.'.repeat(31)}a=1`])).toMatchObject({
    code: 'nested-too-deep',
    position: 61,
    message: `set: "${'a.'.repeat(30)}…=…": the key at 61 is nested deeper than 30 levels`,
  });
});

test('a path has at most 1000 keys and indices', () => {
  expect(parse(`a${'[0]'.repeat(999)}=1`)).toHaveLength(1);
  expect(setError([`a${'[0]'.repeat(100_000)}=1`]).code).toBe('path-too-long');
});

test.each([
  ['true', true],
  ['TRUE', true],
  ['False', false],
  ['falſe', false],
  ['null', null],
  ['NULL', null],
  ['0', 0],
  ['-0', 0],
  ['+0', 0],
  ['+5', 5],
  ['-007', -7],
  ['1234567890', 1234567890],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['-9007199254740991', Number.MIN_SAFE_INTEGER],
])('%s has a type', (text, value) => {
  // toBe() distinguishes 0 and -0.
  expect(typedValue(text)).toBe(value);
});

test.each([
  ...['', ' ', 'text', 'yes', 'on', '~', 'nil', 'true ', ' 5', '[]', '{}', '"5"'],
  ...['00', '0123', '1.5', '.5', '1.', '1e3', '0x1f', '0o17', '1_000', '+', '-', '--5', '+-5', '٣', 'NaN', 'Infinity'],
  ...['9223372036854775808', '-9223372036854775809', '99999999999999999999'],
])('%j stays a string', (text) => {
  expect(typedValue(text)).toBe(text);
});

test.each([
  '9007199254740992',
  '-9007199254740992',
  '9223372036854775807',
  '-9223372036854775808',
  '+9007199254740993',
])('%s has no exact number', (text) => {
  expect(typedValue(text)).toBeUndefined();
});
