import { expect, test } from 'vitest';
import { storedReleaseOf, withRevision } from '../../../src/change';

const data = (text: string) => Buffer.from(text).toString('base64');

test('a release has what runs, its values, and the files of its chart', () => {
  const chart = {
    metadata: { name: 'web', version: '1.0.0', dependencies: [{ name: 'db' }] },
    templates: [{ name: 'templates/a.yaml', data: data('a') }],
    files: [{ name: 'README.md', data: data('b') }],
    values: { replicas: 1 },
    schema: data('{}'),
  };
  const release = storedReleaseOf({ name: 'web', version: 3, manifest: 'c', config: { replicas: 2 }, chart });
  expect({ ...release, chart: { ...release?.chart, files: Object.fromEntries(release?.chart.files ?? []) } }).toEqual({
    version: 3,
    manifest: 'c',
    config: { replicas: 2 },
    chart: {
      name: 'web',
      version: '1.0.0',
      hasDependencies: true,
      files: {
        'templates/a.yaml': { content: data('a'), encoding: 'base64' },
        'README.md': { content: data('b'), encoding: 'base64' },
        'Chart.yaml': { content: JSON.stringify(chart.metadata), encoding: 'utf8' },
        'values.yaml': { content: '{"replicas":1}', encoding: 'utf8' },
        'values.schema.json': { content: data('{}'), encoding: 'base64' },
      },
    },
  });
});

test.each(['../a', '/etc/passwd', 'templates/../../a', 'a//b', 'C:\\a', '..\\a', './a', ''])(
  'a file called %j does not leave the folder of the chart',
  (name) => {
    const chart = { metadata: { name: 'web', version: '1.0.0' }, files: [{ name, data: data('a') }] };
    expect([...(storedReleaseOf({ version: 1, manifest: '', chart })?.chart.files.keys() ?? [])]).toEqual([
      'Chart.yaml',
      'values.yaml',
    ]);
  },
);

test.each([undefined, 1, {}, { version: 1, manifest: '' }, { version: '1', manifest: '', chart: {} }])(
  '%j is no release',
  (value) => {
    expect(storedReleaseOf(value)).toBeUndefined();
  },
);

test('the revision is written into templates', () => {
  const template =
    '{{ .Release.Revision }} {{ $.Release.Revision | quote }} {{ .Release.RevisionX }} {{ .Release.Name }}';
  expect(withRevision(template, 7)).toBe('{{ 7 }} {{ 7 | quote }} {{ .Release.RevisionX }} {{ .Release.Name }}');
});
