import type { Dependency } from '../../../imports/common';
import {
  type ClusterRef,
  clusterId,
  clusterName,
  DEFAULT_KEY,
  type DeploymentTarget,
  namesByObject,
} from '../../application';
import { type Diagnostic, error, redacted } from '../../diagnostics';
import type { FieldPath } from '../../json';
import { type IFluxApplication, isFluxApplication } from '../i-flux-application';

/** A target with dependencies, and its application. */
export interface Dependent {
  readonly application: IFluxApplication;
  readonly target: DeploymentTarget;
}

/**
 * The references of `dependsOn`: an application becomes references to its targets in the cluster of the dependent; a
 * raw reference is kept. A value that is not a list is kept too, and validation reports it.
 *
 * @param report receives dependencies that Flux does not allow: another kind, an application that is not in the cluster
 */
export function dependenciesOf(
  dependent: Dependent,
  dependsOn: readonly (IFluxApplication | Dependency)[],
  path: FieldPath,
  report?: (problem: Diagnostic) => void,
): Dependency[] {
  if (!Array.isArray(dependsOn)) return dependsOn as never;
  const applications = new Set<unknown>();
  return (dependsOn as readonly (IFluxApplication | Dependency)[]).flatMap((dependency, index) => {
    if (!isFluxApplication(dependency)) return [dependency];
    if (applications.has(dependency)) return [];
    applications.add(dependency);
    const problem = problemOf(dependent, dependency);
    if (problem !== undefined) {
      report?.(error('dependency-invalid', [...path, 'dependsOn', index], problem));
      return [];
    }
    return targetsInCluster(dependency, dependent.target).map(({ objectName }) =>
      dependency.namespace === dependent.application.namespace
        ? { name: objectName }
        : { name: objectName, namespace: dependency.namespace },
    );
  });
}

function problemOf({ application, target }: Dependent, dependency: IFluxApplication): string | undefined {
  const name = redacted(dependency.node.path);
  if (dependency === application) return 'an application cannot depend on itself: name one of its targets';
  if (dependency.releaseKind !== application.releaseKind) {
    return (
      `${name} makes objects of kind ${dependency.releaseKind}, this application of kind ${application.releaseKind}: ` +
      'in Flux an object can only depend on objects of its own kind'
    );
  }
  if (targetsInCluster(dependency, target).length === 0) {
    const reached = [...new Set(dependency.targets.map(({ cluster }) => nameIn(dependency, cluster)))].join(', ');
    return (
      `${name} is not deployed to cluster ${nameIn(application, target.cluster)} but to ${reached || 'none'}: ` +
      'name one of its objects, { name, namespace }, to depend on it across clusters'
    );
  }
  return undefined;
}

function targetsInCluster(application: IFluxApplication, target: DeploymentTarget): readonly DeploymentTarget[] {
  const id = clusterId(target.cluster);
  return application.targets.filter(({ cluster }) => clusterId(cluster) === id);
}

/**
 * The name of the cluster in the author's code. If it is the Secret's name, then with its key unless that is Flux's
 * default.
 */
function nameIn({ application }: IFluxApplication, cluster: ClusterRef): string {
  const given = clusterName(cluster, namesByObject(application.metadata.toJson()?.annotations));
  const { name, kind, key } = cluster;
  if (given !== name) return redacted(given);
  if (kind === 'ConfigMap') return `${redacted(name)} (a ConfigMap)`;
  return kind === 'Secret' && key !== DEFAULT_KEY ? `${redacted(name)} (key ${redacted(key)})` : redacted(name);
}
