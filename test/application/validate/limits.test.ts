import { expect, test } from 'vitest';
import { checkedLowering } from '../../../src/application/lower/lower';
import { formatDiagnostic } from '../../../src/diagnostics/diagnostic';
import { helmApplication, onHost } from '../applications';

const problems = (application: unknown) => checkedLowering(application).diagnostics.map(formatDiagnostic);

test('durations that Go cannot hold are refused', () => {
  expect(problems(helmApplication([onHost('web', { interval: '2562047h', timeout: '2562048h' })]))).toEqual([
    'spec.fluxApp.spec.config.helmRelease.deploy[0].timeout: "2562048h" is longer than Flux supports: 292 years at most',
  ]);
});

test('annotations have a limit in all, in bytes', () => {
  const annotations = (length: number) => ({ metadata: { annotations: { note: 'ä'.repeat(length) } } });
  const limit = (256 * 1024 - 'note'.length) / 2;
  expect(problems(helmApplication([onHost('web', annotations(limit))]))).toEqual([]);
  expect(problems(helmApplication([onHost('web', annotations(limit + 1))]))).toEqual([
    'spec.fluxApp.spec.config.helmRelease.deploy[0].metadata.annotations: hold 262146 bytes in all, at most 262144 are allowed',
  ]);
});
