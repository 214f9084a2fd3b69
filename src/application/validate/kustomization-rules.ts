import { type Diagnostic, error, redacted } from '../../diagnostics';
import { type FieldPath, isPlainObject, listOf, type ValueMap } from '../../json';

/** varSubstitution() of fluxcd/pkg/kustomize. */
const VARIABLE = /^[_a-zA-Z][_a-zA-Z0-9]*$/;

/** IsLocalRelativePath() of fluxcd/pkg/kustomize: components with these prefixes, or an absolute path, are refused. */
const REMOTE = /^(?:git::|gh:|ssh:\/\/|https?:\/\/|git@|github\.com[:/])./i;
const ABSOLUTE = /^(?:file:\/\/)?\//i;

/** Rules of kustomize-controller that its CRD does not have. Anything of a wrong type is left to the schema. */
export function checkKustomizationRules(
  { postBuild, components, healthChecks }: ValueMap,
  path: FieldPath,
): Diagnostic[] {
  const substitute = isPlainObject(postBuild) && isPlainObject(postBuild.substitute) ? postBuild.substitute : {};
  return [
    ...Object.keys(substitute)
      .filter((name) => !VARIABLE.test(name))
      .map((name) =>
        error(
          'variable-name-invalid',
          [...path, 'postBuild', 'substitute', name],
          `is not the name of a variable: letters, digits and '_', not beginning with a digit`,
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
    ...listOf(healthChecks).flatMap((check, index) => {
      const apiVersion = isPlainObject(check) ? check.apiVersion : undefined;
      // ParseGroupVersion() of k8s.io/apimachinery
      if (typeof apiVersion !== 'string' || apiVersion.split('/').length <= 2) return [];
      const place = [...path, 'healthChecks', index, 'apiVersion'];
      return [error('health-check-invalid', place, `${redacted(apiVersion)} is not an API version, such as apps/v1`)];
    }),
  ];
}
