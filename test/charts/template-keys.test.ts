import { expect, test } from 'vitest';
import { scanTemplates, type TemplateKeys } from '../../src/charts/template-keys';

/** The paths that are read, with `*` after a map that is used as a whole. */
function pathsOf(keys: TemplateKeys, path = ''): string[] {
  const own = path === '' && !keys.isWhole ? [] : [`${path}${keys.isWhole ? '*' : ''}`];
  return [...own, ...[...keys.entries].flatMap(([key, below]) => pathsOf(below, path === '' ? key : `${path}.${key}`))];
}

const tables: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'a scalar that is printed': {
    '{{ .Values.a.b }}': ['a', 'a.b*'],
    '{{- .Values.a.b | quote -}}': ['a', 'a.b*'],
    '{{ $.Values.a }} {{ $root.Values.b }} {{ .ctx.Values.c }} {{ $x.root.Values.d }}': ['a*', 'b*', 'c*', 'd*'],
    '{{ (.Values.a).b }} {{ ((.Values.c).d).e }}': ['a', 'a.b*', 'c', 'c.d', 'c.d.e*'],
    '{{.Values.a}}{{/* .Values.b */}}{{- /* .Values.c */ -}}': ['a*'],
    'no action: .Values.a': [],
    '{{ "}} .Values.a" }}{{ `}} .Values.b` }}': [],
    '{{ .Values.a': ['a*'],
  },
  'a map that is taken as a whole': {
    '{{ toYaml .Values.a }}': ['a*'],
    '{{ .Values.a | toYaml | nindent 2 }}': ['a*'],
    '{{ range $key, $value := .Values.a.b }}{{ end }}': ['a', 'a.b*'],
    '{{ with .Values.a }}{{ .b }}{{ end }}': ['a*'],
    '{{ else with .Values.a }}': ['a*'],
    '{{ $a := .Values.a }}{{ $b = .Values.b }}': ['a*', 'b*'],
    '{{ include "x" (dict "a" .Values.a "root" $) }}': ['a*'],
    '{{ include "x" (dict "Values" .Values "a" .Values.a) }}': ['a*'],
    '{{ include "x" (dict "values" .Values) }}': ['*'],
    '{{ tpl (toYaml .Values.a) . }}': ['a*'],
    '{{ toYaml .Values }}': ['*'],
    '{{ index .Values .Chart.Name }}': ['*'],
    '{{ index .Values.a $key "b" }}': ['a*'],
    '{{ (default dict .Values.a).b }}': ['a*'],
    '{{ (index .Values $name).b }}': ['*'],
    '{{ if include "x" .Values.a }}': ['a*'],
    '{{ if $a := .Values.a }}': ['a*'],
    '{{ .Values.a | default .Values.b | toYaml }}': ['a*', 'b*'],
    '{{ or .Values.a .Values.b | toYaml }}': ['a*', 'b*'],
  },
  'a map of which it is only asked whether it is there': {
    '{{ if .Values.a }}{{ else if .Values.b }}{{ end }}': ['a', 'b'],
    '{{- if .Values.a -}}{{- else if not .Values.b -}}{{- end -}}': ['a', 'b'],
    '{{ if and .Values.a (not .Values.b) (or .Values.c .Values.d) }}': ['a', 'b', 'c', 'd'],
    '{{ if (eq .Values.a "x") }}': ['a'],
    '{{ $x := not .Values.a }}': ['a'],
    '{{ if .Values.a | default .Values.b }}': ['a', 'b'],
    '{{ .Values.a | empty }}': ['a'],
    '{{ if hasKey .Values.a "b" }}': ['a.b', 'a'].sort(),
  },
  'functions that take a key': {
    '{{ index .Values "a-b" "c" }}': ['a-b', 'a-b.c*'],
    '{{ (index .Values "a-b").c }}': ['a-b', 'a-b.c*'],
    '{{ get .Values.a "b" }}': ['a', 'a.b*'],
    '{{ dig "b" "c" "none" .Values.a }}': ['a', 'a.b', 'a.b.c*'],
  },
};

test.each(Object.entries(tables))('finds %s', (_, table) => {
  for (const [template, paths] of Object.entries(table)) {
    expect(pathsOf(scanTemplates([template]).keys), template).toEqual(paths);
  }
});

test('reads actions with very many commands', () => {
  const template = (piece: string, end: string) => `{{ if ${piece.repeat(20_000)}${end} }}`;
  expect(pathsOf(scanTemplates([template('.Values.a | default .Values.b | ', 'toYaml')]).keys)).toEqual(['a*', 'b*']);
  expect(pathsOf(scanTemplates([template('.Values.a | default .Values.b | ', 'empty')]).keys)).toEqual(['a', 'b']);
  expect(pathsOf(scanTemplates([template('.Values.a ) ', '.Values.b')]).keys)).toEqual(['a*', 'b']);
});

test('a library looks up keys whose names the chart gives it', () => {
  const lookUp = '{{- $values := .context.Values -}}{{ $value := index $values .key }}';
  expect(pathsOf(scanTemplates([], [lookUp, '{{ .Values.a }}']).keys)).toEqual(['a*']);
  expect(pathsOf(scanTemplates([lookUp]).keys)).toEqual(['*']);
  for (const whole of ['{{ toYaml .Values }}', '{{ range $key, $value := .Values }}', '{{ $a := omit .Values "a" }}']) {
    expect(pathsOf(scanTemplates([], [whole]).keys), whole).toEqual(['*']);
  }
});

test('names the templates that are not there', () => {
  const { missing } = scanTemplates([
    '{{ include "a" . }}{{ template "b" $ }}{{ include (print "c") . }}',
    '{{ define "b" }}',
  ]);
  expect([...missing]).toEqual(['a']);
});
