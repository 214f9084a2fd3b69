import { type Diagnostic, error, redacted, warning } from '../../diagnostics';
import { type FieldPath, isPlainObject, listOf, type ValueMap } from '../../json';

/** varSubstitution() of fluxcd/pkg/kustomize, which is not called for objects that opt out of substitution. */
const VARIABLE = /^[_a-zA-Z][_a-zA-Z0-9]*$/;

/**
 * IsLocalRelativePath() of fluxcd/pkg/kustomize: it rejects components with these prefixes, or with an absolute path.
 */
const REMOTE = /^(?:git::|gh:|ssh:\/\/|https?:\/\/|git@|github\.com[:/])./i;
const ABSOLUTE = /^(?:file:\/\/)?\//i;

/** Rules of kustomize-controller that its CRD does not have. Values of a wrong type are left to the schema. */
export function checkKustomizationRules(
  { postBuild, components, healthChecks, wait }: ValueMap,
  path: FieldPath,
): Diagnostic[] {
  const substitute = isPlainObject(postBuild) && isPlainObject(postBuild.substitute) ? postBuild.substitute : {};
  return [
    ...Object.keys(substitute)
      .filter((name) => !VARIABLE.test(name))
      .map((name) =>
        warning(
          'variable-name-invalid',
          [...path, 'postBuild', 'substitute', name],
          `is not the name of a variable, so Flux fails unless all objects opt out of substitution: use letters, digits and '_', not beginning with a digit`,
        ),
      ),
    ...listOf(components).flatMap((component, index) =>
      typeof component === 'string' && (REMOTE.test(component) || ABSOLUTE.test(component))
        ? [
            error(
              'component-not-local',
              [...path, 'components', index],
              `${redacted(component)} must be a path in the source, relative to path`,
            ),
          ]
        : [],
    ),
    // not read if Flux waits for all objects
    ...listOf(wait === true ? [] : healthChecks).flatMap((check, index) => {
      const apiVersion = isPlainObject(check) ? check.apiVersion : undefined;
      // ParseGroupVersion() of k8s.io/apimachinery
      if (typeof apiVersion !== 'string' || apiVersion.split('/').length <= 2) return [];
      const place = [...path, 'healthChecks', index, 'apiVersion'];
      return [error('health-check-invalid', place, `${redacted(apiVersion)} is not an API version, such as apps/v1`)];
    }),
  ];
}
