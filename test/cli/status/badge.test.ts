import { expect, test } from 'vitest';
import { dumped, listOf, type Told } from '../dump';
import { fluxapp } from '../run';

const badge = async (told: readonly Told[], name = 'web') =>
  fluxapp(['status', name, '-o', 'badge', '-f', '-'], { stdin: listOf(dumped('apps', name, told)) });

test('a badge is an image of the name, the state and how many targets are ready', async () => {
  expect(await badge([{}, { status: 'False' }])).toEqual({
    code: 0,
    stdout:
      '<svg xmlns="http://www.w3.org/2000/svg" width="114" height="20" role="img" aria-label="web: Failed 1/2">' +
      '<title>web: Failed 1/2</title>' +
      '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">' +
      '<path fill="#3b4351" d="M0 0h34v20H0z"/>' +
      '<text x="17" y="14" textLength="20" lengthAdjust="spacingAndGlyphs">web</text>' +
      '<path fill="#b3261e" d="M34 0h80v20H34z"/>' +
      '<text x="74" y="14" textLength="66" lengthAdjust="spacingAndGlyphs">Failed 1/2</text></g></svg>\n',
    stderr: '',
  });
  expect((await badge([{}, {}])).stdout).toContain('<title>web: 2/2 ready</title>');
});

test('a name is text in a badge, whatever it is', async () => {
  const name = '"><script>alert(1)</script>&\u202e';
  const { stdout } = await badge([{}], name);
  expect(stdout).toContain('<title>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;: Invalid 0/1</title>');
  expect(stdout).not.toMatch(/<script|\u202e/);
});

test.each([
  [['-o', 'badge'], '-o badge shows a single Application: name it'],
  [['web', '-o', 'badge', '-w'], '-o badge does not support -w: remove one of the two'],
  [['-A', '-o', 'html', '-w'], '-o html does not support -w: remove one of the two'],
] as const)('status %j is refused', async (args, message) => {
  expect(await fluxapp(['status', ...args])).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` });
});
