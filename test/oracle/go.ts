import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MODULE = join(__dirname, '..', '..', 'harness', 'go');

/** Whether a Go toolchain is installed. */
export function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0;
}

/**
 * Builds the oracle (harness/go/oracle) with Go and runs it.
 *
 * @returns its answers, one line of JSON for every case
 * @throws Error with the output of Go if it cannot be built or run
 */
export function askOracle(cases: readonly object[]): readonly string[] {
  return ask('oracle', cases);
}

/** Runs Kubernetes' YAML reader (harness/go/yaml-reader). Returns a line of JSON for every document. */
export function askYamlReader(documents: readonly string[]): readonly string[] {
  return ask('yaml-reader', documents);
}

/**
 * Runs the packages with which Flux's controllers check objects (harness/go/flux-rules). Returns `true` for each
 * accepted case.
 */
export function askFluxRules(cases: readonly object[]): readonly string[] {
  return ask('flux-rules', cases);
}

/** Runs Helm on the values of charts (harness/go/helm-values). Returns a line of JSON for every case. */
export function askHelmValues(cases: readonly object[]): readonly string[] {
  return ask('helm-values', cases);
}

/**
 * Builds charts with source-controller (harness/go/chart-builder), to get their values. Returns a line of JSON for
 * every case.
 */
export function askChartBuilder(cases: readonly object[]): readonly string[] {
  return ask('chart-builder', cases, join(MODULE, 'chart-builder'));
}

/** Gets the metrics that controller-runtime serves (harness/go/controller-metrics), one line of JSON per metric. */
export function askControllerMetrics(): string {
  return `${ask('controller-metrics', []).join('\n')}\n`;
}

function ask(program: string, cases: readonly (object | string)[], module?: string): readonly string[] {
  // With -trimpath, like the binaries of the module, so that both share the build cache.
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
