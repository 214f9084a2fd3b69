import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MODULE = join(__dirname, '..', 'cluster', 'go');

/** Tells whether a Go toolchain is on the machine. */
export function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0;
}

/**
 * Asks the oracle (test/cluster/go/oracle), which Go builds first.
 *
 * @returns its answers, a line of JSON for every case
 * @throws Error with what Go printed when it cannot be built or run
 */
export function askOracle(cases: readonly object[]): readonly string[] {
  // With -trimpath, as the binaries of the module are built, so that both share the build cache.
  const { status, stdout, stderr, error } = spawnSync('go', ['run', '-trimpath', './oracle'], {
    cwd: MODULE,
    encoding: 'utf8',
    input: cases.map((asked) => JSON.stringify(asked)).join('\n'),
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    throw new Error(`go run ./oracle: ${error?.message ?? stderr}`);
  }
  return stdout.trimEnd().split('\n');
}
