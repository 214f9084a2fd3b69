import { clusterId, helmReleaseTargets, kustomizationTargets } from '../application';
import { isFilled, listOf, mapOf, stringOf } from '../json';
import { objectId } from '../kubernetes';
import type { AdoptedApplication, AdoptedTarget } from './adopted';

/** The dependencies of targets that are a whole application in their cluster. */
export class References {
  /** By the id of an object of a target: its application, and its cluster. */
  private readonly owners = new Map<string, { readonly id: string; readonly cluster: string }>();
  /** By an application and a cluster, how many targets there are. */
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

  /** The applications that one depends on as a whole. */
  dependenciesOf(application: AdoptedApplication): readonly string[] {
    return application.targets.flatMap((target) =>
      listOf(target.fields.dependsOn).flatMap((each) => this.applicationOf(each, target, application) ?? []),
    );
  }

  /** The application that an entry of `dependsOn` stands for: its only target in the cluster is the object that is named. */
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

/** The applications with those first that others depend on, as far as there is no circle. */
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
