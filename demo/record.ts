/** Writes docs/demo.svg, which the README shows, from a change on three clusters: `npm run demo:record`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Endings, makeFleet, prepare, serveSources, startThree } from './stage';
import { svgOf } from './svg';

const ROOT = join(__dirname, '..');
/** Below the checkout, so that the program finds the packages. */
const FOLDER = join(ROOT, 'dist', 'recording');
const COLUMNS = 96;
const TITLE = 'A change of an application, its plan, its waves, and the state of the clusters';

/** What is shown: each command, and below it what it prints. */
const COMMANDS = [
  "sed -i 's/1\\.0\\.0/1.1.0/' web.ts && npx tsx web.ts",
  "fluxapp plan -f dist/ --base HEAD | sed '1,3d;/^$/d'",
  "fluxapp apply -f dist/ --yes --wait 2>&1 | grep -oE 'web: . of 2 ready(; us.* 1)?' | uniq",
  'fluxapp status -o wide',
];

/** Runs a command in the folder. @returns what it has printed. @throws when it fails */
async function bash(command: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', `exec 2>&1\n${command}`], { cwd: FOLDER, env });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`${command}: exit code ${code}\n${output}`);
  return output;
}

/** The environment of the commands: the fluxapp of this checkout is on the PATH. */
function environment(values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const path = [join(ROOT, 'bin'), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(':');
  const person = { NAME: 'demo', EMAIL: 'demo@example.com' };
  const people = ['AUTHOR', 'COMMITTER'].flatMap((role) =>
    Object.entries(person).map(([name, value]) => [`GIT_${role}_${name}`, value]),
  );
  return { ...process.env, ...values, ...Object.fromEntries(people), PATH: path };
}

/** A repository with the program, as the clusters run it. */
async function makeRepository(env: NodeJS.ProcessEnv): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(FOLDER, 'node_modules', 'cdk8s-fluxapp'));
  cpSync(join(__dirname, 'recording', 'web.ts'), join(FOLDER, 'web.ts'));
  await bash('git init --quiet && git config color.ui always && tsx web.ts', env);
  await bash('git add web.ts dist && git commit --quiet --message=web', env);
  await bash('fluxapp apply -f dist/ --yes --wait', env);
}

async function main(): Promise<void> {
  const endings = new Endings();
  try {
    await prepare();
    const running = await startThree(endings);
    const { charts } = await serveSources(
      endings,
      ['1.0.0', '1.1.0'].map((version) => ['web', version] as const),
    );
    await makeFleet(running);
    await running.host.kubectl(['config', 'set-context', '--current', '--namespace=fleet']);
    const env = environment({ KUBECONFIG: running.host.kubeconfig, CHARTS: charts });
    await makeRepository(env);
    const shown: string[] = [];
    for (const command of COMMANDS) {
      const output = await bash(command, { ...env, FORCE_COLOR: '1' });
      shown.push(`\u001b[36m$ ${command}\u001b[39m`, ...(output === '' ? [] : [output.trimEnd()]));
    }
    writeFileSync(join(ROOT, 'docs', 'demo.svg'), svgOf(shown.join('\n'), { columns: COLUMNS, title: TITLE }));
  } finally {
    await endings.run();
    rmSync(FOLDER, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
});
