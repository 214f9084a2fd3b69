import { clusterId, helmReleaseTargets, kustomizationTargets } from '../application';
import { isFilled, listOf, mapOf, stringOf } from '../json';
import { objectId } from '../kubernetes';
import type { AdoptedApplication, AdoptedTarget } from './adopted';

/** Finds the dependencies of targets on a whole application in their cluster. */
export class References {
  /** The application and cluster of each target, by the id of its object. */
  private readonly owners = new Map<string, { readonly id: string; readonly cluster: string }>();
  /** The number of targets for each application and cluster. */
  private readonly counts = new Map<string, number>();
  private readonly named = new Set<string>();

  constructor(applications: readonly AdoptedApplication[]) {
    for (const application of applications) {
      const { kind, namespace, targets } = application;
      const entries = targets.map(({ destination, name }) => ({ destination, name }));
      const named =
        kind === 'HelmRelease' ? helmReleaseTargets(application, entries) : kustomizationTargets(application, entries);
      for (const { objectName, cluster } of named) {
        const owner = { id: idOf(application), cluster: clusterId(cluster) };
        this.owners.set(objectId({ kind, namespace, name: objectName }), owner);
        const place = JSON.stringify(owner);
        this.counts.set(place, (this.counts.get(place) ?? 0) + 1);
      }
    }
    for (const application of applications) {
      for (const id of this.dependenciesOf(application)) this.named.add(id);
    }
  }

  /** Whether another application depends on this one as a whole. */
  isNamed(id: string): boolean {
    return this.named.has(id);
  }

  /** The ids of the applications that an application depends on as a whole. */
  dependenciesOf(application: AdoptedApplication): readonly string[] {
    return application.targets.flatMap((target) =>
      listOf(target.fields.dependsOn).flatMap((each) => this.applicationOf(each, target, application) ?? []),
    );
  }

  /** The application that a `dependsOn` entry stands for: the named object is its only target in the cluster. */
  applicationOf(dependency: unknown, target: AdoptedTarget, application: AdoptedApplication): string | undefined {
    const { kind, namespace } = application;
    const { name, namespace: other, ...rest } = mapOf(dependency);
    if (isFilled(rest)) return undefined;
    const owner = this.owners.get(objectId({ kind, namespace: stringOf(other) ?? namespace, name: String(name) }));
    const isOther = owner !== undefined && owner.id !== idOf(application);
    if (!isOther || owner.cluster !== clusterId(target.cluster)) return undefined;
    return this.counts.get(JSON.stringify(owner)) === 1 ? owner.id : undefined;
  }
}

export function idOf({ namespace, name }: Pick<AdoptedApplication, 'namespace' | 'name'>): string {
  return objectId({ kind: 'Application', namespace, name });
}

/** Sorts applications so that dependencies come first, except within a cycle. */
export function inOrder(applications: readonly AdoptedApplication[]): readonly AdoptedApplication[] {
  const references = new References(applications);
  const byId = new Map(applications.map((application) => [idOf(application), application]));
  const ordered = new Set<AdoptedApplication>();
  const entered = new Set<AdoptedApplication>();
  const add = (application: AdoptedApplication): void => {
    if (entered.has(application)) return;
    entered.add(application);
    for (const id of references.dependenciesOf(application)) {
      const dependency = byId.get(id);
      if (dependency !== undefined) add(dependency);
    }
    ordered.add(application);
  };
  for (const application of applications) add(application);
  return [...ordered];
}
