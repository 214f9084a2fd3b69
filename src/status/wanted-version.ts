import { mapOf, stringOf, valueAt } from '../json';
import type { FluxObject } from './flux-object';

/** One version, and no range. */
const EXACT = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * The version of its chart that a HelmRelease asks for, where that is one version and another one than runs. What stands
 * behind a `+` counts only where it is asked for: Flux puts digests there.
 *
 * @param revision that runs
 */
export function wantedVersion({ spec }: FluxObject, revision: string | undefined): string | undefined {
  const version = stringOf(valueAt(mapOf(spec), ['chart', 'spec', 'version']));
  if (revision === undefined || version === undefined || !EXACT.test(version)) return undefined;
  const running = version.includes('+') ? revision : revision.replace(/\+.*$/, '');
  return withoutV(running) === withoutV(version) ? undefined : version;
}

function withoutV(version: string): string {
  return version.replace(/^v/, '');
}
