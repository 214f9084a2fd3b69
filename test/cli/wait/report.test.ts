import { expect, test } from 'vitest';
import { folderOf } from '../run';

test.each([
  ['./missing/x.xml', 'no such file or directory'],
  ['./a.txt/x.xml', 'no such file or directory'],
  ['./reports', 'is a folder'],
])('a report that cannot be written to %s is an error at the start', async (path, message) => {
  const folder = folderOf({ 'a.txt': '', 'reports/': '' });
  // no cluster can be read
  const args = ['wait', 'web', '--kubeconfig', './nothing', '--report', `junit=${folder.path}${path.slice(1)}`];
  expect(await folder.fluxapp(args)).toEqual({ code: 1, stdout: '', stderr: `error: --report ${path}: ${message}\n` });
});
