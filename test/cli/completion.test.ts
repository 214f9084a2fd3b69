import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandsOf } from '../../src/cli/completion/command-tree';
import { createProgram } from '../../src/cli/main';
import { fluxapp, folderOf } from './run';

const commands = commandsOf(createProgram(process, () => {}));
const names = commands.map(({ name }) => name);

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** What bash offers for the last word of a line. */
async function inBash(line: string, cwd = '.'): Promise<string[]> {
  const { stdout: script } = await fluxapp(['completion', 'bash']);
  const words = line.split(' ');
  const driver = `${script}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
compopt() { echo "files"; }
_fluxapp; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', driver], { encoding: 'utf8', cwd });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

test.each([
  ['fluxapp ', [...names, '--version', '-h', '--help']],
  ['fluxapp st', ['status']],
  ['fluxapp status --outp', ['--output']],
  ['fluxapp status -A -o ', ['table', 'wide', 'json', 'yaml']],
  ['fluxapp status --output w', ['wide']],
  ['fluxapp status web --all', ['--all-namespaces']],
  ['fluxapp status -f ', ['files']],
  ['fluxapp status -n ', []],
  ['fluxapp completion f', ['fish']],
])('bash completes "%s"', async (line, offered) => {
  expect((await inBash(line)).sort()).toEqual([...offered].sort());
});

test('bash offers every option of every command', async () => {
  for (const { name, options } of commands) {
    const offered = await inBash(`fluxapp ${name} -`);
    const flags = options.flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined));
    expect(offered.sort(), name).toEqual(flags.sort());
  }
});

/** Presses Tab in a zsh of its own, and prints what it shows up to the last command. */
const RC = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1='ready''> '; fpath=($PWD \\$fpath); autoload -Uz compinit; compinit -u -D"
zpty -r z seen '*ready> *'
zpty -w -n z $'fluxapp \\t\\t'
zpty -r z seen '*${[...names].sort().at(-1)} *-- *'
print -r -- "$seen"
zpty -d z
`;

if (has('zsh')) {
  test('zsh takes the script, and offers the commands', async () => {
    const { stdout: script } = await fluxapp(['completion', 'zsh']);
    const { path: cwd } = folderOf({ _fluxapp: script, 'rc.zsh': RC });
    const zsh = (...args: string[]) => spawnSync('zsh', args, { encoding: 'utf8', cwd, timeout: 25_000 });
    expect(zsh('-n', '_fluxapp')).toMatchObject({ status: 0, stderr: '' });
    const { stdout } = zsh('-f', 'rc.zsh');
    for (const name of names) expect(stdout).toMatch(new RegExp(`${name} +-- `));
  });
}

if (has('fish')) {
  test('fish takes the script, and offers commands, options and values', async () => {
    const { stdout: script } = await fluxapp(['completion', 'fish']);
    const folder = folderOf({ 'c.fish': script });
    const offered = (line: string) => {
      const args = ['--no-config', '-c', `source ${folder.path}/c.fish; complete -C '${line}'`];
      const { stdout, stderr } = spawnSync('fish', args, {
        encoding: 'utf8',
        env: { ...process.env, HOME: folder.path },
      });
      expect(stderr).toBe('');
      return stdout
        .split('\n')
        .map((each) => each.split('\t')[0])
        .filter(Boolean);
    };
    expect(offered('fluxapp ').sort()).toEqual([...names].sort());
    expect(offered('fluxapp status -o ').sort()).toEqual(['json', 'table', 'wide', 'yaml']);
    expect(offered('fluxapp status --all')).toEqual(['--all-namespaces']);
    expect(offered('fluxapp completion ').sort()).toEqual(['bash', 'fish', 'zsh']);
  });
}

test('a shell that is not known is an error', async () => {
  expect(await fluxapp(['completion', 'tcsh'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\nSee \"fluxapp completion --help\" for usage.\n",
  });
});
