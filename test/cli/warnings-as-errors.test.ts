import { expect, test } from 'vitest';
import { printYaml } from '../../src/yaml/print';
import { helmApplication, onMember } from '../application/applications';
import { fluxapp } from './run';

// two warnings: about storageNamespace, and about a field without effect
const { storageNamespace: _, ...member } = onMember('eu', 'web') as Record<string, unknown>;
const stdin = printYaml(helmApplication([{ ...member, rollback: { recreate: true } }]));

/** The exit code, and the severity and code of every finding. */
async function lower(...args: string[]) {
  const { code, stderr, stdout } = await fluxapp(['lower', ...args], { stdin });
  expect(stdout === '').toBe(code !== 0);
  const found = stderr
    .split('\n')
    .flatMap((line) => /^(error|warning): .* \[([a-z-]+)\]$/.exec(line)?.slice(1).join(' ') ?? []);
  return { code, found };
}

test('warnings are errors, but for the excepted codes', async () => {
  const [storage, effect] = ['storage-namespace-missing', 'field-without-effect'];
  expect(await lower()).toEqual({ code: 0, found: [`warning ${storage}`, `warning ${effect}`] });
  expect(await lower('--warnings-as-errors')).toEqual({ code: 1, found: [`error ${storage}`, `error ${effect}`] });
  const oneLeft = { code: 1, found: [`warning ${storage}`, `error ${effect}`] };
  expect(await lower('--warnings-as-errors=except', storage)).toEqual(oneLeft);
  expect(await lower('--warnings-as-errors', 'except', storage)).toEqual(oneLeft);
  expect(await lower(`--warnings-as-errors=except ${storage}`)).toEqual(oneLeft);
  const bothLeft = { code: 0, found: [`warning ${storage}`, `warning ${effect}`] };
  expect(await lower('--warnings-as-errors=except', `${storage},${effect}`)).toEqual(bothLeft);
  expect(await lower('--warnings-as-errors=except', storage, effect, '-o', 'json')).toEqual(bothLeft);
});

test('--strict keeps its meaning beside it', async () => {
  expect((await lower('--strict')).code).toBe(0);
});

test.each([
  [
    ['--warnings-as-errors=except', 'deploy-emtpy'],
    '"deploy-emtpy" is not a code of docs/diagnostics.md; did you mean "deploy-empty"?',
  ],
  [['--warnings-as-errors=except', 'nothing'], '"nothing" is not a code of docs/diagnostics.md'],
])('a code that does not exist is an error: %j', async (args, problem) => {
  const { code, stderr } = await fluxapp(['lower', ...args], { stdin });
  expect(code).not.toBe(0);
  expect(stderr.split('\n')[0]).toBe(`error: --warnings-as-errors: ${problem}`);
});

test.each([[['--warnings-as-errors=all']], [['--warnings-as-errors=except']]])('%j is explained', async (args) => {
  expect((await fluxapp(['lower', ...args], { stdin })).stderr.split('\n')[0]).toBe(
    'error: --warnings-as-errors takes no value, or except and codes: except deploy-empty,inline-secret',
  );
});
