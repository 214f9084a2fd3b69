import {
  clusterId,
  givenName,
  isApplication,
  type NamesByObject,
  namedClusterId,
  namesByObject,
} from '../../application';
import { canonicalJson, isFilled, listOf, mapOf } from '../../json';
import { releaseOf } from './effects/helm-release';
import { addressOf, belongingOf, clusterOfDelivery, deliveryKindOf, type PlanObject, specOf } from './plan-object';
import { kubeConfigOf, referencesOf } from './references';

/** The objects of one side of a plan. */
export class PlanObjects {
  private readonly byAddress: ReadonlyMap<string, PlanObject>;
  private users?: ReadonlyMap<string, readonly PlanObject[]>;
  private owners?: ReadonlyMap<string, readonly PlanObject[]>;
  private names?: ReadonlyMap<string, NamesByObject>;

  constructor(readonly all: readonly PlanObject[]) {
    this.byAddress = new Map(all.map((object) => [addressOf(object), object]));
  }

  get(address: string): PlanObject | undefined {
    return this.byAddress.get(address);
  }

  /** The objects that refer to an object, in order. */
  usersOf(address: string): readonly PlanObject[] {
    this.users ??= by(this.all, (object) => new Set(referencesOf(object)));
    return this.users.get(address) ?? [];
  }

  /** The identity of a delivery's cluster: equal on both sides if its name stays the same. */
  clusterOf(delivery: PlanObject): string {
    return namedClusterId(clusterOfDelivery(delivery), this.namesOf(delivery));
  }

  /**
   * Whether one of these deliveries and another one with the same {@link clusterOf} may have the same cluster. Secrets
   * with the same name in two namespaces may be for two clusters, unless both have the same explicit name.
   *
   * @param others the objects of the other one
   */
  mayShareCluster(own: PlanObject, other: PlanObject, others: PlanObjects): boolean {
    if (own.namespace === other.namespace || kubeConfigOf(own).length === 0) return true;
    const name = this.givenNameOf(own);
    return name !== undefined && name === others.givenNameOf(other);
  }

  /** Deliveries of the same cluster share one of these identities: {@link clusterOf}, or its kubeconfig Secret. */
  clustersOf(delivery: PlanObject): readonly [named: string, bySecret: string] {
    const secret = JSON.stringify([clusterId(clusterOfDelivery(delivery)), delivery.namespace]);
    return [this.clusterOf(delivery), secret];
  }

  private givenNameOf(delivery: PlanObject): string | undefined {
    return givenName(clusterOfDelivery(delivery), this.namesOf(delivery));
  }

  private namesOf(delivery: PlanObject): NamesByObject {
    this.names ??= namesByApplication(this.all);
    const { application = '' } = belongingOf(delivery) ?? {};
    return this.names.get(application) ?? {};
  }

  /**
   * HelmReleases with the same Helm release share one of these ids: its storage, or its objects.
   *
   * @param cluster the identity of its cluster. @default - {@link clusterOf}
   */
  releaseIds(release: PlanObject, cluster = this.clusterOf(release)): readonly [record: string, made: string] {
    const { storageNamespace, targetNamespace, name } = releaseOf(release);
    return [
      JSON.stringify(['record', cluster, storageNamespace, name]),
      JSON.stringify(['made', cluster, targetNamespace, name]),
    ];
  }

  /** The {@link releaseIds} for each of {@link clustersOf}. */
  allReleaseIds(release: PlanObject): string[] {
    return this.clustersOf(release).flatMap((cluster) => this.releaseIds(release, cluster));
  }

  /**
   * Equal for Kustomizations that surely apply the same objects: the same manifests under the same names.
   *
   * @param cluster the identity of its cluster. @default - {@link clusterOf}
   */
  appliedId(kustomization: PlanObject, cluster = this.clusterOf(kustomization)): string {
    const { path, targetNamespace, namePrefix, nameSuffix, ...spec } = specOf(kustomization);
    const { kind, name, namespace = kustomization.namespace } = mapOf(spec.sourceRef);
    const { substitute, substituteFrom: sources } = mapOf(spec.postBuild);
    // the API server adds the default
    const substituteFrom = listOf(sources).map((each) => ({ optional: false, ...mapOf(each) }));
    const renaming = [
      ...[spec.components, listOf(spec.patches).filter(isRenaming)],
      // names may contain variables
      ...(isFilled(substituteFrom) ? [substitute, substituteFrom, kustomization.namespace] : [substitute]),
    ];
    const what = [kind, namespace, name, path, targetNamespace, namePrefix, nameSuffix, renaming.filter(isFilled)];
    return canonicalJson(['applied', cluster, ...what.map((each) => each ?? null)]);
  }

  /**
   * Kustomizations that may apply the same objects share one of these ids: the same path of the same source, whatever
   * the namespace of the source and the variables, patches and components are.
   */
  manifestsIds(kustomization: PlanObject): string[] {
    const { sourceRef, path, targetNamespace, namePrefix, nameSuffix } = specOf(kustomization);
    const { kind, name } = mapOf(sourceRef);
    const what = [kind, name, path, targetNamespace, namePrefix, nameSuffix].map((each) => each ?? null);
    // an application may move to another namespace together with its Secret
    const clusters = new Set([this.clusterOf(kustomization), clusterId(clusterOfDelivery(kustomization))]);
    return [...clusters].map((cluster) => JSON.stringify(['manifests', cluster, ...what]));
  }

  /** Another HelmRelease that has an id of {@link releaseIds}. */
  otherOwnerOf(id: string, than: PlanObject): PlanObject | undefined {
    return this.othersOf(id, than)[0];
  }

  /** Another Kustomization with the same {@link appliedId}. @param objects those of the one */
  otherApplierOf(than: PlanObject, objects: PlanObjects): PlanObject | undefined {
    const found = this.othersOf(objects.appliedId(than), than);
    return found.find((each) => this.mayShareCluster(each, than, objects));
  }

  /** Other Kustomizations that share one of the {@link manifestsIds}. @param objects those of the one */
  possibleAppliersOf(than: PlanObject, objects: PlanObjects): PlanObject[] {
    return [...new Set(objects.manifestsIds(than).flatMap((id) => this.othersOf(id, than)))];
  }

  private othersOf(id: string, than: PlanObject): PlanObject[] {
    this.owners ??= by(this.all, (object) => this.idsOf(object));
    return (this.owners.get(id) ?? []).filter((each) => addressOf(each) !== addressOf(than));
  }

  private idsOf(object: PlanObject): readonly string[] {
    const kind = deliveryKindOf(object);
    if (kind === undefined) return [];
    return kind === 'HelmRelease' ? this.releaseIds(object) : [this.appliedId(object), ...this.manifestsIds(object)];
  }
}

/** Whether a patch may rename or remove objects. Other patches only change their content. */
function isRenaming(patch: unknown): boolean {
  return /\$patch|\/kind|\/metadata\/name/.test(String(mapOf(patch).patch));
}

/** The explicit names of clusters, by application. */
export function namesByApplication(all: readonly PlanObject[]): Map<string, NamesByObject> {
  const names = new Map<string, NamesByObject>();
  for (const object of all) {
    const { application } = (isApplication(object.value) && belongingOf(object)) || {};
    if (application !== undefined) names.set(application, namesByObject(mapOf(object.value.metadata).annotations));
  }
  return names;
}

/** Objects by keys, each of which may have several objects. */
function by(all: readonly PlanObject[], keysOf: (object: PlanObject) => Iterable<string>): Map<string, PlanObject[]> {
  const found = new Map<string, PlanObject[]>();
  for (const object of all) {
    for (const key of keysOf(object)) {
      const others = found.get(key);
      if (others) others.push(object);
      else found.set(key, [object]);
    }
  }
  return found;
}
