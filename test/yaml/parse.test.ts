import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/yaml/parse';
import { askYamlReader, hasGo } from '../oracle/go';

const values = (text: string) => parseYaml(text).map((document) => document.value);
const problems = (text: string) =>
  parseYaml(text).flatMap((document) =>
    document.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`),
  );

test('reads the documents that hold anything, and says where they stand', () => {
  const documents = parseYaml('# first\na: 1\n---\n# nothing\n---\n~\n--- # comment\n  b: 2\n...\n---\n- 3\n');
  expect(documents.map(({ value, position }) => ({ value, position }))).toEqual([
    { value: { a: 1 }, position: { line: 2, column: 1 } },
    { value: { b: 2 }, position: { line: 8, column: 3 } },
    { value: [3], position: { line: 11, column: 1 } },
  ]);
});

test('reads nothing out of nothing', () => {
  expect(parseYaml('')).toEqual([]);
  expect(parseYaml('# a comment\n---\n---\n')).toEqual([]);
});

test('reads plain text as Kubernetes does, and quoted text as text', () => {
  expect(values('[yes, "yes", 0o17, 1e3, ~, 2001-12-14, 1:30, |-x, "1"]'.replace('|-x', "'~'"))).toEqual([
    [true, 'yes', 15, 1000, null, '2001-12-14', '1:30', '~', '1'],
  ]);
  expect(values('a: |\n  yes\nb: >-\n  1\n  2\nc:\n')).toEqual([{ a: 'yes\n', b: '1 2', c: null }]);
});

test('reads %YAML 1.2 no differently', () => {
  expect(values('%YAML 1.2\n---\n[yes, 0o17, !!set {a}]\n')).toEqual([[true, 15, { a: null }]]);
});

test('reads tags as Kubernetes does', () => {
  expect(values('[!!str 12, !!int "0x1F", !!float 3, !!bool "no", !!null "", !mine 12, ! 12, !!set {a}]')).toEqual([
    ['12', 31, 3, false, null, '12', '12', { a: null }],
  ]);
  expect(problems('a: !!int x\nb: !!bool 1\nc: !!binary aGk=\n!!int yes: d')).toEqual([
    '1:10: the value does not match its tag',
    '2:11: the value does not match its tag',
    '3:13: binary data (!!binary) is not read: write text',
    '4:7: a key must be text: anything else needs quotes',
  ]);
});

test('reads keys that are no text as the text they become', () => {
  expect(values('{1: a, yes: b, 0x10: c, "2": d, &k e: f, g: *k}')).toEqual([
    { 1: 'a', true: 'b', 16: 'c', 2: 'd', e: 'f', g: 'e' },
  ]);
  expect(problems('a:\n  1.20: b\n  ~: c\n  ? [d]\n  : e\n  ? {f: g}\n  : h\n')).toEqual([
    '2:3: a key must be text: anything else needs quotes',
    '3:3: a key must be text: anything else needs quotes',
    '4:5: a key must be text: anything else needs quotes',
    '6:5: a map cannot be a key',
  ]);
});

test('keeps keys that mean something to JavaScript', () => {
  const [value] = values('__proto__: {a: 1}\nconstructor: b\n') as [object];
  expect(Object.entries(value)).toEqual([
    ['__proto__', { a: 1 }],
    ['constructor', 'b'],
  ]);
});

test('keeps integers that a number cannot hold', () => {
  expect(values('[9007199254740991, 9007199254740993]')).toEqual([[9007199254740991, 9007199254740993n]]);
});

test('refuses numbers that are not finite', () => {
  expect(problems('a: .nan')).toEqual(['1:4: this is not a finite number, and JSON has no other: a text needs quotes']);
});

test('refuses a key that stands twice', () => {
  expect(problems('a: 1\nb:\n  c: 2\n  "c": 3\na: 4\n1: x\n"1": y\n')).toEqual([
    '4:3: this key occurs twice in its map',
    '5:1: this key occurs twice in its map',
    '7:1: this key occurs twice in its map',
  ]);
});

test('reads the last of two equal keys on request', () => {
  const repeatedKeys = 'last';
  const [yaml] = parseYaml('a: {b: 1}\nc: 2\na:\n  d: 3\n<<: {c: 4}\n', { repeatedKeys });
  expect(yaml?.problems).toHaveLength(1); // readers disagree about this
  const [document] = parseYaml('a: {b: 1}\nc: 2\na:\n  d: 3\n', { repeatedKeys });
  expect(document).toMatchObject({ value: { a: { d: 3 }, c: 2 }, problems: [] });
  expect(document?.locate(['a', 'd'])).toEqual({ line: 4, column: 3 });
  const [json] = parseYaml('{"a": {"b": 1}, "a": {"d": 3}}', { repeatedKeys });
  expect(json).toMatchObject({ value: { a: { d: 3 } }, problems: [] });
  expect(json?.locate(['a', 'd'])).toEqual({ line: 1, column: 23 });
});

test('reads aliases, of values and of keys', () => {
  expect(values('a: &x {b: 1}\nc: [*x, *x]\n&k d: *k\ne: &x 2\nf: *x\n')).toEqual([
    { a: { b: 1 }, c: [{ b: 1 }, { b: 1 }], d: 'd', e: 2, f: 2 },
  ]);
  expect(values(`a: &x 1\nb: [${'*x, '.repeat(1000)}*x]\n`)).toEqual([{ a: 1, b: Array(1001).fill(1) }]);
});

test('refuses aliases that lead nowhere or to themselves', () => {
  expect(problems('a: *x\nb: &y [*y]\n---\nc: *y\n')).toEqual([
    '1:4: there is no anchor of this name before this alias',
    '2:8: this alias is inside the node that it refers to',
    '4:4: there is no anchor of this name before this alias',
  ]);
});

test('refuses aliases that stand for too much', () => {
  const levels = [...'bcdefghij'].map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index]}, `.repeat(10)}]`);
  expect(problems(['a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]', ...levels].join('\n'))).toEqual([
    '6:36: up to here, aliases expand to more than 1000000 nodes, which is too many',
  ]);
});

test('merges maps as Kubernetes does', () => {
  const text = 'x: &x {a: 1, b: 2}\nu: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 5\nw: {<<: *x}\nv: {"<<": *x}\n';
  expect(values(text)).toEqual([
    {
      x: { a: 1, b: 2 },
      u: { b: 3, c: 4 },
      z: { a: 5, b: 2, c: 4 },
      w: { a: 1, b: 2 },
      v: { '<<': { a: 1, b: 2 } },
    },
  ]);
});

test('refuses merges that readers do not agree on', () => {
  expect(problems('x: &x {a: 1}\nu:\n  a: 2\n  <<: *x\nz: {<<: *x, <<: *x}\nw: {<<: [1]}\nv: {b: 1, <<: *x}')).toEqual([
    '4:3: readers disagree about keys before "<<": it must be the first key of its map',
    '5:13: this key occurs twice in its map',
    '6:5: the value of "<<" must be a map or a list of maps',
  ]);
});

test.each(['\n`\n', '\n@a\n', '\n\n%\n'])('says what is malformed behind an empty first line: %j', (text) => {
  expect(problems(text)).toHaveLength(1);
});

test('says what is malformed without showing it', () => {
  const secret = 'hunter2';
  const malformed = {
    [`a: "${secret}\nb: 1\n`]: ['1:4: the quotes that open here are not closed'],
    [`a: '${secret}\n`]: ['1:4: the quotes that open here are not closed'],
    [`a: [${secret}\nb: 1\n`]: [
      '2:1: a list that begins with "[" must end with "]", and be indented like the text around it',
    ],
    [`a: ${secret}: b\n`]: ['1:4: a string with ": " in it needs quotes, and a map as a value needs separate lines'],
    [`a: b\n${secret}\n`]: ['2:1: a key must have ":" after it'],
    [`\ta: ${secret}\n`]: ['1:1: tabs are not allowed as indentation'],
    [`a: "\\q${secret}"\n`]: ['1:5: this escape does not exist in double quotes; a backslash is written "\\\\"'],
    [`a: {${secret}\n  b\n`]: [
      '3:1: a map that begins with "{" must end with "}", and be indented like the text around it',
    ],
    [`${secret}\nb: 1\n`]: ['1:1: a key needs ":" and a space after it, in the same line'],
    [`a:\n  ${secret}: 1\n b: 2\n`]: ['3:1: the keys of a map must begin in the same column'],
    [`-
   - ${secret}
  - b
`]: ['3:3: the items of a list must begin in the same column'],
    [`- a\n${secret}: b\n`]: ['2:1: unexpected text'],
    [`{{ ${secret} }}\na: 1\n`]: ['1:1: this is a template: render it first, by "helm template" for instance'],
    [`a: {{ .Values.${secret} }}\n`]: ['1:4: this is a template: render it first, by "helm template" for instance'],
    [`a: |${secret}\n`]: ['1:5: there is something unexpected here'],
    [`a: @${secret}\n`]: ['1:4: a text that begins with "@" needs quotes'],
    [`%${secret}\na: 1\n`]: ['2:1: missing directives-end/doc-start indicator line'],
    [`%YAML ${secret} 3\n--- a\n`]: ['1:1: this directive (a line that begins with "%") is not understood'],
    [`a: !x!${secret} b\n`]: ['1:4: this tag is not understood'],
    [`a: b }\n${secret}: ]\n`]: ['2:10: unexpected "]"'],
  };
  for (const [text, expected] of Object.entries(malformed)) expect(problems(text), text).toEqual(expected);
});

test('reads what is sound beside what is not', () => {
  const documents = parseYaml('a: 1\n---\nb: [\n---\nc: 3\n');
  expect(documents.map(({ value, problems }) => value ?? problems.length)).toEqual([{ a: 1 }, 1, { c: 3 }]);
});

test.each(['[', '{a: ', '- ', '? ', 'a: '])('refuses what is nested too deep: %s', (opening) => {
  expect(problems(opening.repeat(100_000))).toEqual(['1:1: maps and lists are nested too deep']);
});

test('reads what is nested deep', () => {
  const depth = 200;
  expect(JSON.stringify(values(`${'['.repeat(depth)}1${']'.repeat(depth)}`)[0])).toBe(
    `${'['.repeat(depth)}1${']'.repeat(depth)}`,
  );
});

test('reads JSON with all its escapes, indented by tabs', () => {
  expect(values('{"a":"\\ud83d\\ude00\\/\\u2028",\n\t"b":\t[1E5,-0,{"c":null}],"1":true}\n')).toEqual([
    { a: '😀/\u2028', b: [100000, 0, { c: null }], 1: true },
  ]);
});

test('reads JSON objects one after the other', () => {
  const documents = parseYaml('{"a": "}{"}{"b": "\\"{"}\n\n  {"c": [{}]}\n');
  expect(documents.map(({ value, position }) => ({ value, position }))).toEqual([
    { value: { a: '}{' }, position: { line: 1, column: 1 } },
    { value: { b: '"{' }, position: { line: 1, column: 12 } },
    { value: { c: [{}] }, position: { line: 3, column: 3 } },
  ]);
  expect(documents[2]?.locate(['c', 0])).toEqual({ line: 3, column: 10 });
  expect(problems('{"a": 1}\n{"b": 2, "b": 3}\n{"c"]')).toEqual([
    '2:10: this key occurs twice in its map',
    '3:5: the JSON is malformed here',
  ]);
  expect(problems('{"a": 1}\n- b').length).toBe(1);
});

test('refuses characters that readers do not agree on', () => {
  expect(problems('a: b\nc: d\u0001')).toEqual([
    '2:5: YAML does not allow this character (U+0001): in double quotes it can be written as an escape',
  ]);
  expect(problems('a: b\u2028c')).toEqual([
    '1:5: this character (U+2028) ends a line for some readers: in double quotes it can be written as an escape',
  ]);
  expect(values('{"a": "\u2028\u007f"}')).toEqual([{ a: '\u2028\u007f' }]);
  expect(values('a: é 中 😀 \u00a0\t\r\n')).toEqual([{ a: 'é 中 😀 \u00a0' }]);
});

const TEMPLATE = 'this is a template: render it first, by "helm template" for instance';

test.each([
  ['{{- if .Values.on }}\na: 1\n---\nb: 2\n{{- end }}\n', '1:1'],
  ['{{/*\ncomment\n*/}}\n\n# comment\na: 1\n', '3:1'],
  ['{{- define "a" -}}\na: 1\n{{- end -}}\n', '1:1'],
  ['a:\n{{- range .Values.b }}\n  - c: {{ . }}\n{{- end }}\n', '2:1'],
  ['a:\n  b:\n    {{- toYaml .Values.c | nindent 4 }}\n  d: 1\n', '3:5'],
  ['a: {{ .Values.b }}\nc: {{ .Values.d | quote }}\n', '1:4'],
  ['a: {{ .Values.b }}-c\n', '1:4'],
  ['a:\n  - {{ .Values.b }}\n  - {{ .Values.c }}\n', '2:5'],
  ['{{ .Values.a }}: b\n', '1:1'],
  ['{% if a %}\nb: 1\n{% endif %}\n', '1:1'],
])('a template is one problem: %j', (text, place) => {
  expect(problems(text)).toEqual([`${place}: ${TEMPLATE}`]);
});

test('what only holds a template is none', () => {
  expect(values('a: "{{ b }}"\nc: |\n  {{ d }}\ne: x-{{ f }}\n# {{ g }}\n')).toEqual([
    { a: '{{ b }}', c: '{{ d }}\n', e: 'x-{{ f }}' },
  ]);
  const notClosed = 'the quotes that open here are not closed';
  expect(problems('a: |\n  {{ b }}\nc: "d\n')).toEqual([`3:4: ${notClosed}`]);
  expect(problems('a: b # {{ c }}\nd: "{{ e }}\n')).toEqual([`2:4: ${notClosed}`]);
  expect(problems('a: {b: {c: d}}\ne: "f\n')).toEqual([`2:4: ${notClosed}`]);
});

test.each([
  'a:\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> main\n',
  'a:\r\n<<<<<<< HEAD\r\n  b: 1\r\n=======\r\n  b: 2\r\n>>>>>>> main\r\n',
  'a:\n<<<<<<< HEAD\n  b: 1\n||||||| 1a2b3c4\n  b: 0\n=======\n  b: 2\n>>>>>>> main\nc: 1\n---\nd: 1\n',
  'a: 1\n=======\nb: 2\n',
])('a merge conflict is one problem: %j', (text) => {
  expect(problems(text)).toEqual([
    '2:1: a merge conflict is marked here: keep one of its sides and delete the lines that mark it',
  ]);
});

test('what looks like a merge conflict within a text is none', () => {
  expect(values('a: |\n  <<<<<<< HEAD\n  =======\n')).toEqual([{ a: '<<<<<<< HEAD\n=======\n' }]);
  expect(problems('a: |\n  <<<<<<< HEAD\nb: "c\n')).toEqual(['3:4: the quotes that open here are not closed']);
});

test.each([
  ['a:\n\u00a0\u00a0b: 1\n\u00a0\u00a0c: 2\n', '2:1', 'U+00A0'],
  ['a:\n  b: 1\n  \u00a0c: 2\n', '3:3', 'U+00A0'],
  ['a:\n  b:\u00a01\n  c: 2\n', '2:5', 'U+00A0'],
  ['a:\n  -\u00a0b: 1\n', '2:4', 'U+00A0'],
  ['a: 1\n\u200bb: 2\n', '2:1', 'U+200B'],
  ['a: \u3000b\n', '1:4', 'U+3000'],
])('a character that only looks like a space is one problem: %j', (text, place, code) => {
  expect(problems(text)).toEqual([
    `${place}: this character (${code}) looks like a space but is not one: replace it with a space, or put the text in quotes`,
  ]);
});

test('odd spaces within a text and in quotes are read', () => {
  expect(values('a: 10\u00a0000 "b"\nc: "\u00a0d"\ne: |\n  \u00a0f\n')).toEqual([
    { a: '10\u00a0000 "b"', c: '\u00a0d', e: '\u00a0f\n' },
  ]);
});

test.each([
  [
    'a:\n  b: 1\n   c: 2\n   d: 3\n',
    '2:6: this string continues in the next line, which is indented further: is that a separate key?',
  ],
  ['a:\n   b: 1\n  c: 2\n  d: 3\n', '3:1: the keys of a map must begin in the same column'],
  ['a:\n  - b: 1\n   c: 2\n', '3:1: the items of a list must begin with "-", all in the same column'],
  ['a:\n\tb: 1\n\tc: 2\n', '2:1: tabs are not allowed as indentation'],
  ['a:\n  b:1\n  c: 2\n', '2:3: a key needs ":" and a space after it, in the same line'],
  ['a: @b\nc: `d`\n', '1:4: a text that begins with "@" needs quotes'],
])('the first problem of a document stands alone: %j', (text, problem) => {
  expect(problems(text)).toEqual([problem]);
  expect(problems(`${text}---\nok: 1\n---\n${text}`)).toHaveLength(2);
});

describe('a byte order mark', () => {
  const mark = '\ufeff';

  // kubectl 1.36 reads all of these
  test.each([
    [`${mark}a: 1\n---\n${mark}b: 2\n`, '3:1'],
    [`a: 1\r\n---\r\n${mark}b: 2\r\n`, '3:1'],
    [`a: 1\n---\n# comment\n\n${mark}b: 2\n`, '5:1'],
    [`a: 1\n---\n${mark}---\nb: 2\n`, '4:1'],
    [`---\n${mark}a: 1\n---\n${mark}# comment\nb: 2\n`, '5:1'],
    [`{"a": 1}\n${mark}{"b": 2}\n`, '2:2'],
  ])('is skipped where a document begins: %j', (text, place) => {
    expect(values(text)).toEqual([{ a: 1 }, { b: 2 }]);
    const { line, column } = parseYaml(text)[1]?.position ?? {};
    expect(`${line}:${column}`).toBe(place);
  });

  test('is refused at the beginning of any other line, where readers differ', () => {
    const problem = '2:1: a byte order mark (U+FEFF) is inside this document: delete it';
    expect(problems(`a: 1\n${mark}b: 2\n`)).toEqual([problem]);
    expect(problems(`a: 1\n${mark}---\nb: 2\n`)).toEqual([problem]);
  });

  test.runIf(hasGo())('is text in all other places, as Kubernetes reads it', () => {
    const texts = [`a: ${mark}v`, `a: v${mark}`, `a: "v${mark}w"`, `a: |\n  ${mark}v\n`, `- ${mark}`, `a: 1 # ${mark}`];
    const answers = askYamlReader(texts).map((line) => JSON.parse(line).result);
    expect(texts.map((text) => values(text)[0])).toEqual(answers);
  });
});
