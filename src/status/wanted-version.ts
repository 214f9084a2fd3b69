import { mapOf, stringOf, valueAt } from '../json';
import type { FluxObject } from './flux-object';

/** An exact version, not a range. */
const EXACT = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * The requested chart version of a HelmRelease, if it is an exact version and differs from the running one. The part
 * after a `+` counts only if it is requested: Flux puts digests there.
 *
 * @param revision the running revision
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
