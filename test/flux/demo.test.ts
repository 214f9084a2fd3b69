import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { until } from '../../harness';

const root = join(__dirname, '..', '..');
const longMs = 120_000;

/** A running demo, with a separate folder for temporary files. */
interface RunningDemo {
  readonly child: ChildProcess;
  /** Returns the output so far. */
  text(): string;
  readonly exit: Promise<number | null>;
  /** Returns leftover processes and temporary files. */
  left(): string[];
}

function startDemo(...args: string[]): RunningDemo {
  const folder = mkdtempSync(join(tmpdir(), 'fluxapp-demo-'));
  const child = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
    });
  }
  const exit = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const left = () => [
    ...execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(folder)),
    // except the compile cache of tsx
    ...readdirSync(folder).filter((name) => name.startsWith('fluxapp-')),
  ];
  return { child, text: () => printed, exit, left };
}

/** Waits until a demo has printed this text. */
async function untilPrinted(demo: RunningDemo, text: string): Promise<void> {
  const check = () => {
    if (demo.child.exitCode !== null) throw new Error(`it has ended:\n${demo.text()}`);
    return demo.text().includes(text);
  };
  await until(`the demo prints ${text}`, check, { timeoutMs: longMs });
}

/** The titles and the lines about applications, without the parts that vary. */
function told(text: string): string[] {
  const lines = text.split('\n').filter((line) => /^(\S| {2}(web|settings|fleet\/web) )/.test(line));
  return lines.map((line) => line.trim().replace(/ {2,}/g, ' '));
}

describe.skipIf(!inject('flux'))('npm run demo', () => {
  test(
    'tells the whole story, and leaves nothing behind',
    async () => {
      const demo = startDemo();
      const code = await demo.exit;
      expect({ code, text: demo.text() }).toMatchObject({ code: 0 });
      const lines = told(demo.text());
      const story = [
        'Three clusters, with Flux on the host',
        'A chart repository, a Git repository, and the watcher',
        'Two applications on three clusters are synthesized and applied',
        'web 3/3',
        'One cluster is paused',
        'fleet/web eu-1-web: running → suspended by admin: the database is moved',
        'web 2/3 eu-1 suspended',
        'A bad value comes to another one: replicas: many',
        'web 1/3 eu-1 suspended, us-1 failed',
        'It is mended, and the pause is ended',
        'web 2/3 eu-1 suspended',
        'fleet/web eu-1-web: suspended by admin: the database is moved → running',
        'web 3/3',
        'One target is removed: left-over objects are listed until they are deleted',
        'web 2/2 us-1 orphaned',
        'web 2/2',
        'Cleaning up',
      ];
      // in this order, with other lines between them
      let from = 0;
      const found = story.filter((line) => {
        const index = lines.indexOf(line, from);
        if (index >= 0) from = index + 1;
        return index >= 0;
      });
      expect(found).toEqual(story);
      const [, delivered = ''] = demo.text().split('are synthesized and applied');
      for (const name of ['web', 'settings']) {
        expect(delivered).toMatch(new RegExp(`\\n  ${name} +0/3  [^]*\\n  ${name} +3/3\\n`));
      }
      expect(demo.text()).toContain("- at '/replicas': got string, want integer");
      expect(demo.text()).not.toContain('\u001b');
      expect(demo.left()).toEqual([]);
    },
    longMs,
  );

  test(
    'with --keep leaves it all running until Ctrl-C, and says how to get there',
    async () => {
      const demo = startDemo('--keep');
      await untilPrinted(demo, 'It is left running, until Ctrl-C');
      await untilPrinted(demo, '  us-1      /');
      const [, kubeconfig = ''] = / {2}host {6}(\/\S+)\n/.exec(demo.text()) ?? [];
      const run = "require('./src/cli/main').run(process.argv.slice(1), process).then((code) => process.exit(code))";
      const command = ['--import', 'tsx', '-e', run, '--', 'resume', 'web', '-n', 'fleet', '--kubeconfig', kubeconfig];
      expect(execFileSync(process.execPath, command, { cwd: root, encoding: 'utf8' })).toBe(
        'fleet/web eu-1-web: running, nothing to resume\nfleet/web web: running, nothing to resume\n',
      );
      demo.child.kill('SIGINT');
      expect(await demo.exit).toBe(0);
      expect(demo.left()).toEqual([]);
    },
    longMs,
  );

  test(
    'is ended by Ctrl-C in the midst of it, with nothing left',
    async () => {
      const demo = startDemo();
      await untilPrinted(demo, 'are synthesized and applied');
      demo.child.kill('SIGINT');
      expect(await demo.exit).toBe(130);
      await until('nothing is left', () => demo.left().length === 0);
    },
    longMs,
  );

  test('knows no other option', async () => {
    const demo = startDemo('--kep');
    expect(await demo.exit).toBe(1);
    expect(demo.text()).toBe('error: --kep is not an option; there is only --keep\n');
  });
});
