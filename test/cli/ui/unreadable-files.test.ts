import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Repository } from '../../../src/cli/ui/repository';
import { printYaml } from '../../../src/yaml';
import { helmApplication, onHost } from '../../application/applications';
import { folderOf } from '../run';

/** Permissions do not apply to every user that runs the tests. */
vi.mock('node:fs', { spy: true });

const text = printYaml(helmApplication([onHost('web')], { metadata: { name: 'web', namespace: 'apps' } }));
const APP = { namespace: 'apps', name: 'web' };

const SPIED = { readdirSync, readFileSync, statSync };

test.each([
  ['readFileSync', 'EACCES'],
  ['readFileSync', 'ENOENT'],
  ['statSync', 'EPERM'],
  ['readdirSync', 'EACCES'],
] as const)('files and folders are passed over if %s fails with %s', async (name, code) => {
  const unreadable = name === 'readdirSync' ? 'a/unreadable/web.yaml' : 'a/unreadable';
  const { path } = folderOf({ [`${unreadable}.yaml`]: text, 'b/web.yaml': text });
  const repository = new Repository(path);
  expect(repository.find(APP)?.file).toBe(`${unreadable}.yaml`);
  const spied = vi.mocked(SPIED[name] as (...args: unknown[]) => unknown);
  const { [name]: read } = await vi.importActual<typeof SPIED>('node:fs');
  const failWith = (failure: string) =>
    spied.mockImplementation((...args) => {
      if (/unreadable(?:\.yaml)?$/.test(String(args[0]))) throw Object.assign(new Error(failure), { code: failure });
      return (read as (...args: unknown[]) => unknown)(...args);
    });
  onTestFinished(() => void spied.mockRestore());
  failWith(code);
  expect(repository.find(APP)).toMatchObject({ file: 'b/web.yaml', text });
  failWith('EIO');
  expect(() => repository.find(APP)).toThrow('EIO');
});
