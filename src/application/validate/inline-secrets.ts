import { type Diagnostic, warning } from '../../diagnostics';
import { type FieldPath, formatPath, listOf, mapOf, valueAt } from '../../json';
import { findInlineSecrets } from '../../values';
import { ALLOWED, FLUXCD, INLINE_SECRETS } from '../marks';

const LOOKS = 'looks like a secret given inline';

/** The number of additional places that a warning lists. */
const NAMED = 2;

/**
 * A warning for every string in the values of a release, or in the substitutions of a Kustomization, that looks like a
 * secret. Empty if the Application allows them.
 *
 * @param application without fields that count as absent; it may have other errors
 */
export function checkInlineSecrets(application: unknown): Diagnostic[] {
  if (valueAt(application, ['metadata', 'annotations', INLINE_SECRETS]) === ALLOWED) return [];
  if (valueAt(application, ['spec', 'kind']) !== FLUXCD) return [];
  const path = ['spec', 'fluxApp', 'spec', 'config'];
  const { helmRelease, kustomization } = mapOf(valueAt(application, path));
  return [
    ...inEntries(mapOf(helmRelease).deploy, [...path, 'helmRelease', 'deploy'], ['values'], 'valuesFrom'),
    ...inEntries(kustomization, [...path, 'kustomization'], ['postBuild', 'substitute'], 'postBuild.substituteFrom'),
  ];
}

/** @param remedy the field that refers to a Secret instead */
function inEntries(entries: unknown, path: FieldPath, field: readonly string[], remedy: string): Diagnostic[] {
  const sound = new Set<object>();
  return listOf(entries).flatMap((entry, index) =>
    findInlineSecrets(valueAt(entry, field), sound).map((leaf) =>
      warning(
        'inline-secret',
        [...path, index, ...field, ...leaf],
        `${LOOKS}, which everyone with access to the repository or the Application can read: put it into a Secret and refer ` +
          `to it by ${remedy}, or allow it with the annotation ${INLINE_SECRETS}: ${ALLOWED}`,
      ),
    ),
  );
}

/**
 * Combines the warnings of {@link checkInlineSecrets} into one, so that an application of a hundred targets does not
 * cause a hundred: the warning of the first place, which lists some of the others and counts the rest.
 */
export function inOneWarning(warnings: readonly Diagnostic[]): Diagnostic[] {
  const [first, ...others] = warnings;
  if (first === undefined || others.length === 0) return [...warnings];
  const named = others.slice(0, NAMED).map(({ path }) => formatPath(path));
  const count = others.length - named.length;
  const list = count > 0 ? `${named.join(', ')} and ${count} more` : named.join(' and ');
  const verb = others.length === 1 ? 'does' : 'do';
  return [{ ...first, message: first.message.replace(LOOKS, () => `${LOOKS}, as ${verb} ${list}`) }];
}
