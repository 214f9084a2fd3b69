import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { pageHtml } from '../../../src/cli/page';
import type { StaticData } from '../../../src/page';

const FILES = {
  'index.html': [
    '<meta charset="utf-8">',
    '<link rel="icon" href="icon.svg">',
    '<link rel="stylesheet" href="app.css">',
    '<script src="app.js"></script>',
  ].join('\n'),
  'app.js': 'run("</script>$&")',
  'app.css': 'a{color:red}',
  'icon.svg': '<svg/>',
};
const hashOf = (text: string) => createHash('sha256').update(text).digest('base64');

test('everything stands in the document, and its policy allows that and nothing else', () => {
  const data: StaticData = {
    overview: {
      revision: 0,
      now: '</script><script>alert(1)</script>',
      place: { context: 'a' },
      mayPause: false,
      maySave: false,
      rows: [],
    },
    details: {},
  };
  const script = 'run("<\\/script>$&")';
  const html = pageHtml(data, FILES);
  expect(html.split('\n')).toEqual([
    '<meta charset="utf-8"><meta http-equiv="content-security-policy" content="' +
      `default-src 'none'; script-src 'sha256-${hashOf(script)}'; style-src 'sha256-${hashOf('a{color:red}')}'; ` +
      "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'\">",
    '<link rel="icon" href="data:image/svg+xml;base64,PHN2Zy8+">',
    '<style>a{color:red}</style>',
    expect.stringMatching(/^<script type="application\/json" id="data">\{"overview".*<\/script><script>run/),
  ]);
  const [, json = ''] = /id="data">(.*?)<\/script>/.exec(html) ?? [];
  expect(json).not.toContain('<');
  expect(JSON.parse(json)).toEqual(data);
  expect(html).toContain(`<script>${script}</script>`);
});

test('an index that has not all parts is a bug', () => {
  const data = { overview: {}, details: {} } as unknown as StaticData;
  const files = { ...FILES, 'index.html': '' };
  expect(() => pageHtml(data, files)).toThrow('index.html has no <meta charset="utf-8">');
});
