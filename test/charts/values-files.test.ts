/** The files of a chart that its module contains, for `valuesFiles`. */
import { expect, test } from 'vitest';
import { printChart, readChart, valuesFilesOf } from '../../src/charts';

const LARGE = `a: ${'x'.repeat(100_000)}\n`;
const chart = readChart(
  new Map(
    Object.entries({
      'Chart.yaml': 'name: web\nversion: 1.0.0\n',
      'values.yaml': 'a: 1\n',
      'env/large-2.yaml': LARGE,
      'env/eu.yaml': 'a: eu\n',
      'values-prod.yml': 'a: 12345678901234567890\n',
      'values-large.yaml': LARGE,
      'values-list.yaml': '- a\n',
      'ci/test.yaml': 'a: test\n',
      'dashboard.json': '{"a": "json"}',
      'templates/web.yaml': 'a: template\n',
      'charts/db/Chart.yaml': 'name: db\nversion: 1.0.0\n',
      'charts/db/values-prod.yaml': 'a: db\n',
    }).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  ),
  'web',
);

test('a module has the files at the root first, up to 128 KiB, and only the names of others', () => {
  const [, text = ''] = /^ {2}'(\{.*\})',$/m.exec(printChart(chart, { reference: './web', name: 'web' })) ?? [];
  expect(JSON.parse(text).files).toEqual({
    'dashboard.json': null,
    'values-large.yaml': { a: 'x'.repeat(100_000) },
    'values-list.yaml': null,
    'values-prod.yml': { a: 12345678901234567000 },
    'ci/test.yaml': null,
    'env/eu.yaml': { a: 'eu' },
    'env/large-2.yaml': null,
  });
});

test('where the chart is at hand, all its files are read', () => {
  const files = valuesFilesOf(chart);
  expect(Object.keys(files)).not.toContain('templates/web.yaml');
  expect(files['ci/test.yaml']).toEqual({ a: 'test' });
  expect(files['dashboard.json']).toEqual({ a: 'json' });
  expect(files['env/large-2.yaml']).toEqual({ a: 'x'.repeat(100_000) });
});
