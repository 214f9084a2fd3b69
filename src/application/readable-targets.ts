import { listOf, mapOf, stringOf, valueAt } from '../json';
import { explicitForm } from './explicit-form';
import { type DeploymentTarget, helmReleaseTargets, kustomizationTargets } from './targets';
import { isReadable } from './validate/targets';

/**
 * The targets of an Application whatever is wrong with it, as far as they can be read.
 *
 * @param application without what counts as absent
 */
export function readableTargets(application: unknown): DeploymentTarget[] {
  const { name, namespace } = mapOf(valueAt(application, ['metadata']));
  const head = { name: stringOf(name) ?? '', namespace: stringOf(namespace) };
  const { helmRelease, kustomization } = mapOf(
    valueAt(explicitForm(application), ['spec', 'fluxApp', 'spec', 'config']),
  );
  if (helmRelease === undefined) return kustomizationTargets(head, listOf(kustomization).filter(isReadable));
  return helmReleaseTargets(head, listOf(mapOf(helmRelease).deploy).filter(isReadable));
}
