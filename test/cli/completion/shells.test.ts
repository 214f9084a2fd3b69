import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import { SCRIPTS } from '../../../src/cli/completion/scripts';
import { helmApplication, onHost } from '../../application/applications';
import { kubeconfigOf } from '../../recorded/api-server';
import { installedPackage } from '../installed';
import { fluxapp } from '../run';

const installed = installedPackage();
const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;
const CONTEXT = 'arn:aws:eks:eu:1:cluster/shop';

let server: FakeApiServer;
let env: NodeJS.ProcessEnv;

/** A cluster, and a folder with files from which shells can run the command. */
beforeAll(async () => {
  const applications = ['web', 'wiki'].map((name) =>
    helmApplication([onHost('web')], { metadata: { name, namespace: 'apps' } }),
  );
  server = await FakeApiServer.start(applications);
  const config = JSON.parse(kubeconfigOf(server.url));
  config.contexts.push({ name: CONTEXT, context: { cluster: 'here' } });
  writeFileSync(join(installed.path, 'kubeconfig'), JSON.stringify(config));
  const bin = join(installed.path, 'path');
  mkdirSync(bin);
  symlinkSync(installed.fluxapp, join(bin, 'fluxapp'));
  symlinkSync(process.execPath, join(bin, 'node'));
  mkdirSync(join(installed.path, 'cwd'));
  for (const file of ['a.yaml', 'b.yaml']) writeFileSync(join(installed.path, 'cwd', file), '');
  for (const [shell, script] of Object.entries(SCRIPTS))
    writeFileSync(join(installed.path, `fluxapp.${shell}`), script);
  writeFileSync(join(installed.path, '_fluxapp'), SCRIPTS.zsh);
  env = {
    ...installed.env,
    PATH: [bin, process.env.PATH].join(delimiter),
    HOME: installed.path,
    KUBECONFIG: join(installed.path, 'kubeconfig'),
    FLUXAPP_COMPLETION_TIMEOUT: '1m', // for slow machines
  };
});

afterAll(() => server.close());

/** Runs a shell without a terminal, while the server in this process answers. */
async function run(shell: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(shell, args, { cwd: join(installed.path, 'cwd'), env });
  expect(stderr).toBe('');
  return stdout;
}

const quoted = (word: string) => `'${word}'`;

/** Lines, and how a shell completes their last word. */
const CASES: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['fluxapp st', ['status']],
  ['fluxapp status w', ['web', 'wiki']],
  ['fluxapp wait web ', ['wiki']],
  ['fluxapp status --outp', ['--output']],
  ['fluxapp status -o ', ['table', 'wide', 'json', 'yaml', 'html', 'badge']],
  ['fluxapp status --output=y', ['--output=yaml']],
  ['fluxapp status --context arn:aws:e', [CONTEXT]],
  [`fluxapp status --context=arn:aws`, [`--context=${CONTEXT}`]],
  ['fluxapp status -f ', ['a.yaml', 'b.yaml']],
  ['fluxapp suspend "web" --reason "$(exit 1) | moved" --cluster ', ['host']],
  ['fluxapp nonsense ', []],
];

test('the command prints the scripts', async () => {
  for (const [shell, stdout] of Object.entries(SCRIPTS)) {
    expect(await fluxapp(['completion', shell])).toEqual({ code: 0, stdout, stderr: '' });
  }
  expect(await fluxapp(['completion', 'tcsh'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      "error: argument 'shell': 'tcsh' is invalid. Allowed choices are bash, zsh, fish.\nSee \"fluxapp completion --help\" for usage.\n",
  });
});

/** The words of a line as bash passes them to a completion: quoted parts stay together, and = and : are words. */
function bashWords(line: string): string[] {
  const words = line.match(/(?:"[^"]*"|[^\s"=:])+|[=:]+/g) ?? [];
  return /\s$/.test(line) ? [...words, ''] : words;
}

test.each(CASES)('bash: %s', async (line, expected) => {
  const words = bashWords(line);
  const driver = `source ${installed.path}/fluxapp.bash
compopt() { [[ $2 == default ]] && COMPREPLY=(*); }
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
COMP_LINE=${quoted(line)} COMP_POINT=${line.length} COMP_CWORD=${words.length - 1}
COMP_WORDS=(${words.map(quoted).join(' ')})
_fluxapp
((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const offered = (await run('bash', '--norc', '-c', driver)).split('\n').filter(Boolean);
  // readline keeps the text before the last = or : of the word
  const last = line.split(/\s/).at(-1) as string;
  const kept = last.slice(0, Math.max(last.lastIndexOf('='), last.lastIndexOf(':')) + 1);
  expect(offered.map((word) => kept + word).sort()).toEqual([...expected].sort());
});

/** Types a line into a separate zsh, presses Tab, and prints the resulting line. */
const ZSH_DRIVER = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1='ready''> '; fpath=($HOME \\$fpath); autoload -Uz compinit; compinit -u -D"
zpty -r z seen '*ready> *'
zpty -w z 'show() { print -r -- "$BUFFER" > $HOME/line; zle -I; print sho""wn }; zle -N show; bindkey "^X" show'
zpty -r z seen '*ready> *'
zpty -w -n z "$LINE"$'\\t\\C-x'
zpty -r z seen '*shown*'
zpty -d z
cat $HOME/line`;

/** The line after zsh has completed the last word: to the only candidate, or to the common prefix of all candidates. */
function completedLine(line: string, [first = '', ...others]: readonly string[]): string {
  const last = line.split(/\s/).at(-1) as string;
  const before = line.slice(0, line.length - last.length);
  if (others.length === 0) return first === '' ? line : `${before}${first} `;
  let shared = first;
  while (!others.every((word) => word.startsWith(shared))) shared = shared.slice(0, -1);
  return before + shared;
}

if (has('zsh')) {
  test.each(CASES)('zsh: %s', async (line, expected) => {
    const completed = await run('zsh', '-f', '-c', `LINE=${quoted(line)}\n${ZSH_DRIVER}`);
    expect(completed).toBe(`${completedLine(line, expected)}\n`);
  });
}

if (has('fish')) {
  test.each(CASES)('fish: %s', async (line, expected) => {
    const source = `source ${installed.path}/fluxapp.fish; complete -C '${line}'`;
    const offered = (await run('fish', '--no-config', '-c', source)).split('\n').filter(Boolean);
    expect(offered.map((each) => each.split('\t')[0]).sort()).toEqual([...expected].sort());
  });
}
