import { expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { formatDiagnostic } from '../../src/diagnostics/diagnostic';
import { helmApplication, kustomizationApplication, onHost } from './applications';

const problems = (application: unknown) => lower(application).diagnostics.map(formatDiagnostic);

test('finds the circles of an application by itself', () => {
  const application = kustomizationApplication([
    { ...onHost('a', { prune: true, dependsOn: [{ name: 'podinfo--host--b' }] }) },
    { ...onHost('b', { prune: true, dependsOn: [{ name: 'podinfo--host--a' }] }) },
  ]);
  expect(problems(application)).toEqual([
    'spec.fluxApp.spec.config.kustomization[0].dependsOn: depends on itself, Kustomization apps/podinfo--host--a -> Kustomization apps/podinfo--host--b -> Kustomization apps/podinfo--host--a: Flux would wait forever',
  ]);
  expect(lower(application).objects).toEqual([]);
});

test('a known field that is null is absent, an unknown one is a typing error', () => {
  expect(problems(helmApplication([onHost('web', { timeout: null })]))).toEqual([]);
  expect(problems(helmApplication([onHost('web', { timout: null })]))).toEqual([
    'spec.fluxApp.spec.config.helmRelease.deploy[0].timout: unknown field; did you mean "timeout"?',
  ]);
});
