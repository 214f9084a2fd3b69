import { listOf, mapOf, stringOf, valueAt } from '../json';
import { explicitForm } from './explicit-form';
import { type DeploymentTarget, helmReleaseTargets, kustomizationTargets } from './targets';
import { isReadable } from './validate/targets';

/**
 * The readable targets of an Application, which may have errors.
 *
 * @param application without fields that count as absent
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
