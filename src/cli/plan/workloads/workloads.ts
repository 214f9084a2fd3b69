import {
  addressOf,
  belongingOf,
  deliveriesUsing,
  type ObjectChange,
  type Plan,
  type PlanObject,
  PlanObjects,
  placesOf,
  type ReleaseWorkloads,
} from '../../../change';
import { compareText, mapOf, stringOf } from '../../../json';
import { type Discovery, type KubeClient, mapInParallel } from '../../../kube';
import type { WantedObject } from '../../../observe';
import { ChartFolders } from './chart-folders';
import { Forecast, type ForecastTools } from './forecast';
import { Helm } from './helm';
import { HostObjects } from './host-objects';
import { Members } from './members';
import { PostRenderers } from './post-renderers';

export interface WorkloadsOptions {
  readonly client: KubeClient;
  readonly discovery: Discovery;
  /** Helm's command. */
  readonly helm: string;
  readonly signal: AbortSignal;
  /** Called to report progress. */
  readonly onProgress: (what: string, done: number, all: number) => void;
}

/** The compared objects, unmasked. */
export interface PlannedObjects {
  readonly before: readonly PlanObject[];
  readonly after: readonly PlanObject[];
}

/** The number of releases processed at the same time: each runs Helm three times. */
const CONCURRENCY = 4;

/** Adds the workload changes to the upgrades and installations in a plan. */
export async function withWorkloads(plan: Plan, objects: PlannedObjects, options: WorkloadsOptions): Promise<Plan> {
  const helm = await Helm.find(options.helm, options.signal);
  if (helm === undefined) {
    const where = options.helm === 'helm' ? '' : `, or not as ${options.helm}`;
    return { ...plan, remarks: [...plan.remarks, `workloads: helm is not installed${where}`] };
  }
  const workloads = new Workloads(objects, helm, options);
  try {
    return await workloads.addTo(plan);
  } finally {
    await workloads.close();
  }
}

class Workloads {
  private readonly host: HostObjects;
  private readonly members: Members;
  private readonly before: ReadonlyMap<string, PlanObject>;
  private readonly after: ReadonlyMap<string, PlanObject>;
  private readonly code: PlanObjects;
  private readonly clusterOf: ReturnType<typeof placesOf>['clusterOf'];
  private readonly tools: ForecastTools;

  constructor(
    objects: PlannedObjects,
    private readonly helm: Helm,
    private readonly options: WorkloadsOptions,
  ) {
    const { client, discovery, signal } = options;
    const byAddress = (all: readonly PlanObject[]) => new Map(all.map((object) => [addressOf(object), object]));
    this.before = byAddress(objects.before);
    this.after = byAddress(objects.after);
    this.code = new PlanObjects(objects.after);
    this.clusterOf = placesOf(objects.after).clusterOf;
    this.host = new HostObjects(client, discovery, signal);
    this.members = new Members(client, this.host, signal);
    const lookup = (known: ReadonlyMap<string, PlanObject>) => async (wanted: WantedObject) =>
      known.get(addressOf(wanted)) ?? this.host.get(wanted);
    this.tools = {
      helm,
      charts: new ChartFolders(helm),
      postRenderers: new PostRenderers(helm, signal),
      members: this.members,
      inCode: lookup(this.after),
      inCluster: lookup(this.before),
      signal,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.members.close(), this.helm.close()]);
  }

  async addTo(plan: Plan): Promise<Plan> {
    const found = new Map<string, ReleaseWorkloads[]>();
    const wanted = this.wantedIn(plan.changes);
    let done = 0;
    await mapInParallel(wanted, CONCURRENCY, async ({ change, release }) => {
      const workloads = await this.of(change, release);
      found.set(change.address, [...(found.get(change.address) ?? []), workloads]);
      this.options.onProgress('rendered', ++done, wanted.length);
    });
    const changes = plan.changes.map((change) => {
      const workloads = found.get(change.address);
      return workloads === undefined ? change : { ...change, workloads: workloads.sort(byRelease) };
    });
    return { ...plan, changes, remarks: [...plan.remarks, this.remark()] };
  }

  /** The deliveries to process, each with the first change that upgrades or installs it. */
  private wantedIn(changes: readonly ObjectChange[]): Wanted[] {
    const acting = changes.filter(({ effect }) => effect === 'upgrade' || effect === 'install');
    const own = acting.filter(isDelivery).map((change) => ({ change, release: this.objectOf(change) }));
    const seen = new Set(changes.filter(({ effect }) => effect !== 'none').map(({ address }) => address));
    const ofOthers = acting.flatMap((change) => {
      const users = isDelivery(change) ? [] : deliveriesUsing(change.address, this.code);
      const others = users.filter((user) => isRunning(user) && !seen.has(addressOf(user)));
      for (const other of others) seen.add(addressOf(other));
      return others.map((release) => ({ change, release }));
    });
    return [...own, ...ofOthers];
  }

  private objectOf({ address }: ObjectChange): PlanObject {
    return this.after.get(address) as PlanObject;
  }

  /** The tools and permissions that were used. */
  private remark(): string {
    const { used } = this.members;
    const secrets = [...used].filter((id) => id !== undefined);
    const places = [
      ...(used.has(undefined) ? ['the host'] : []),
      ...(secrets.length > 0 ? [`${secrets.length} member${secrets.length === 1 ? '' : 's'}`] : []),
    ];
    const rendered = `rendered by helm ${this.helm.version}`;
    if (places.length === 0) return `workloads: no Helm release was read; ${rendered}`;
    const namespaces = [...new Set(secrets.map((secret) => secret.split('/')[0]))].sort().join(', ');
    const rights = secrets.length === 0 ? '' : `, read with Flux's kubeconfigs (Secrets in ${namespaces})`;
    return `workloads: Helm releases of ${places.join(' and ')}${rights}; ${rendered}`;
  }

  private async of(change: ObjectChange, release: PlanObject): Promise<ReleaseWorkloads> {
    if (release.kind === 'Kustomization') return { notKnown: await this.contentOf(release) };
    const address = addressOf(release);
    const workloads = await new Forecast(this.before.get(address), release, this.tools).workloads();
    const belonging = belongingOf(release);
    // an object of a single target only affects that target
    if (address === change.address || (change.target !== undefined && change.target === belonging?.target)) {
      return workloads;
    }
    const cluster = belonging && this.clusterOf(belonging);
    return { release: address, ...(cluster !== undefined && { cluster }), ...workloads };
  }

  /** The manifests of a Kustomization are in Git, not in the cluster. */
  private async contentOf({ apiVersion, kind, namespace, name, value }: PlanObject): Promise<string> {
    const live = await this.host.get({ apiVersion, kind, namespace, name });
    const path = stringOf(mapOf(value.spec).path) ?? './';
    const revision = stringOf(mapOf(live?.value.status).lastAppliedRevision);
    return `content of path ${path}${revision === undefined ? '' : ` at revision ${revision}`}: not shown`;
  }
}

/** A release, and the object that changes it. */
interface Wanted {
  readonly change: ObjectChange;
  readonly release: PlanObject;
}

function isDelivery({ kind }: ObjectChange): boolean {
  return kind === 'HelmRelease' || kind === 'Kustomization';
}

function isRunning({ kind, value }: PlanObject): boolean {
  return kind === 'HelmRelease' && mapOf(value.spec).suspend !== true;
}

function byRelease({ release: a = '' }: ReleaseWorkloads, { release: b = '' }: ReleaseWorkloads): number {
  return compareText(a, b);
}
