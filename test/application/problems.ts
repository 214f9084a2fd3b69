import { expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { formatDiagnostic } from '../../src/diagnostics/diagnostic';
import { onHost, onMember } from './applications';

/**
 * The problems of an Application, one line each. Warnings are marked. If there are errors, there must be no objects.
 */
export function problems(value: unknown): string[] {
  const { objects, diagnostics } = lower(value);
  if (diagnostics.some(({ severity }) => severity === 'error')) expect(objects).toEqual([]);
  return diagnostics.map((d) => (d.severity === 'warning' ? 'warning: ' : '') + formatDiagnostic(d));
}

/** An Application and all its problems. */
export type Case = readonly [name: string, application: unknown, ...problems: string[]];

/** A test for every case. */
export function testProblems(cases: readonly Case[]): void {
  test.each(cases)('%s', (_, value, ...expected) => {
    expect(problems(value)).toEqual(expected);
  });
}

export const DNS_LABEL = "is not a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends";
export const DNS_SUBDOMAIN =
  "is not a DNS subdomain: lower-case letters, digits, '-' and '.', with a letter or digit at the ends of every part";

// paths in the Application
export const spec = 'spec.fluxApp.spec';
export const release = `${spec}.config.helmRelease`;
export const entry = `${release}.deploy[0]`;
export const kustomization = `${spec}.config.kustomization[0]`;

// entries without problems
export const web = onHost('web');
export const eu = onMember('eu-1', 'web');
export const manifests = { destination: { targetNamespace: 'web' }, interval: '10m', prune: true };

/** A name of this length. */
export const long = (length: number) => 'a'.repeat(length);
/** This name in an error. */
export const shown = (length: number) => `"${'a'.repeat(60)}…" has ${length} characters`;
