import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fluxapp } from '../run';

test.each(['suspend', 'resume'])('prints help for %s', async (command) => {
  const { code, stdout, stderr } = await fluxapp([command, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatchSnapshot();
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test.each([
  [['suspend'], 'error: missing required argument \'name\'\nSee "fluxapp suspend --help" for usage.\n'],
  [['resume'], 'error: name an Application, or end all expired pauses with --expired\n'],
  [
    ['suspend', 'web', 'shop'],
    'error: too many arguments for \'suspend\'. Expected 1 argument but got 2.\nSee "fluxapp suspend --help" for usage.\n',
  ],
  [
    ['suspend', 'web', '-n', 'apps', '-A'],
    "error: option '-n, --namespace <namespace>' cannot be used with option '-A, --all-namespaces'\nSee \"fluxapp suspend --help\" for usage.\n",
  ],
  [
    ['suspend', 'web', '--until', 'tomorrow'],
    'error: --until: "tomorrow" is neither a duration, such as 4h or 2d, nor date and time, such as 2026-12-01T08:00:00Z\n',
  ],
  [['suspend', 'web', '--until', '2020-01-01T00:00:00Z'], 'error: --until: 2020-01-01T00:00:00Z is over\n'],
])('refuses %j', async (args, stderr) => {
  expect(await fluxapp(args)).toEqual({ code: 1, stdout: '', stderr });
});

test('says in one line that there is no kubeconfig', async () => {
  const gone = join(__dirname, 'gone.yaml');
  const { code, stdout, stderr } = await fluxapp(['suspend', 'web', '--kubeconfig', gone]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^error: .*gone\.yaml.*\n$/);
});
