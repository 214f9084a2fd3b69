import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MODULE = join(__dirname, '..', '..', 'harness', 'go');

/** Tells whether a Go toolchain is on the machine. */
export function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0;
}

/**
 * Asks the oracle (harness/go/oracle), which Go builds first.
 *
 * @returns its answers, a line of JSON for every case
 * @throws Error with what Go printed when it cannot be built or run
 */
export function askOracle(cases: readonly object[]): readonly string[] {
  return ask('oracle', cases);
}

/** Asks the reader of YAML that Kubernetes has (harness/go/yaml-reader), a line of JSON for every document. */
export function askYamlReader(documents: readonly string[]): readonly string[] {
  return ask('yaml-reader', documents);
}

/** Asks the packages that Flux's controllers check objects with (harness/go/flux-rules): `true` where they accept one. */
export function askFluxRules(cases: readonly object[]): readonly string[] {
  return ask('flux-rules', cases);
}

/** Asks Helm what it makes of the values of charts (harness/go/helm-values), a line of JSON for every case. */
export function askHelmValues(cases: readonly object[]): readonly string[] {
  return ask('helm-values', cases);
}

/** Asks source-controller for the values of charts that it builds (harness/go/chart-builder), a line of JSON for every case. */
export function askChartBuilder(cases: readonly object[]): readonly string[] {
  return ask('chart-builder', cases, join(MODULE, 'chart-builder'));
}

/** Asks controller-runtime for the metrics that it serves (harness/go/controller-metrics), a line of JSON for each. */
export function askControllerMetrics(): string {
  return `${ask('controller-metrics', []).join('\n')}\n`;
}

function ask(program: string, cases: readonly (object | string)[], module?: string): readonly string[] {
  // With -trimpath, as the binaries of the module are built, so that both share the build cache.
  const { status, stdout, stderr, error } = spawnSync(
    'go',
    ['run', '-trimpath', module === undefined ? `./${program}` : '.'],
    {
      cwd: module ?? MODULE,
      encoding: 'utf8',
      input: cases.map((asked) => JSON.stringify(asked)).join('\n'),
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  if (status !== 0) {
    throw new Error(`go run ./${program}: ${error?.message ?? stderr}`);
  }
  return stdout.trimEnd().split('\n');
}
