import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Sandbox } from '../../harness/sandbox';
import { describeWithApiServer } from '../../harness/suite';
import { until } from '../../harness/wait';

interface Started {
  folder: string;
  pids: number[];
}

describeWithApiServer('a process that started a cluster', () => {
  test('leaves nothing behind when killed', async () => {
    const child = start('fixtures/cluster.ts');
    const left = await started(child);
    child.kill('SIGKILL');
    await expectGone(left);
  });
});

describe('a sandbox', () => {
  test.for(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'goes when its process is ended by %s',
    async (signal) => {
      const child = start('fixtures/sandbox.ts', 'a signal');
      const left = await started(child);
      child.kill(signal);
      await expectGone(left);
    },
  );

  test.for(['process.exit', 'an uncaught error'])('goes when its process is ended by %s', async (ending) => {
    await expectGone(await started(start('fixtures/sandbox.ts', ending)));
  });

  test('goes when closed', async () => {
    const sandbox = await Sandbox.open();
    const child = sandbox.spawn('sleep', ['1000'], {}, join(sandbox.folder, 'sleep.log'));
    child.kill('SIGSTOP');
    await sandbox.close();
    expect(child.signalCode).toBe('SIGKILL');
    expect(existsSync(sandbox.folder)).toBe(false);
  });

  test('shows its programs nothing of the environment but the PATH, and how often to collect garbage', async () => {
    const sandbox = await Sandbox.open();
    const log = join(sandbox.folder, 'env.log');
    const child = sandbox.spawn('env', [], { OWN: 'yes' }, log);
    await once(child, 'exit');
    const names = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.filter((name) => name !== 'PWD').sort()).toEqual(['GOGC', 'HOME', 'OWN', 'PATH', 'TMPDIR']);
    await sandbox.close();
  });
});

/** Runs a fixture in a separate process. */
function start(file: string, ...args: string[]): ChildProcess {
  return fork(join(__dirname, file), args, { execArgv: ['--import', 'tsx'], silent: true });
}

/** The processes and files that the fixture has created. */
async function started(child: ChildProcess): Promise<Started> {
  const [message] = (await once(child, 'message')) as [Started];
  return message;
}

async function expectGone({ folder, pids }: Started): Promise<void> {
  expect(pids).toHaveLength(2);
  await until('the processes are gone', () => !pids.some(isAlive));
  await until('the folder is gone', () => !existsSync(folder));
}

/** Whether a process runs. A zombie, which has ended but was not yet reaped by its new parent, does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
