import { type PauseChange, type PauseGoal, pauseChangeOf } from '../../../change';
import { didYouMean, ExpectedError } from '../../../diagnostics';
import { mapOf, stringOf } from '../../../json';
import { ConnectionError, type KubeClient, KubeconfigError } from '../../../kube';
import { rfc3339 } from '../../../kubernetes';
import { type FoundApplication, readApplications } from '../../../observe';
import { type DesiredTarget, onClusters, type Pause } from '../../../status';

/** The targets to pause or resume. */
export interface PauseRequest {
  /** Undefined: all Applications. */
  readonly name?: string;
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  /** Names of clusters or of their Secrets; empty: all of them. */
  readonly cluster: readonly string[];
  readonly wish: PauseGoal;
  /** Selects targets by their pause. @default - every target of the clusters, paused or not */
  readonly isMeant?: (pause: Pause | undefined) => boolean;
}

/** An application, and its planned changes. */
export interface PlannedPause extends Pick<FoundApplication, 'application' | 'namespace' | 'name'> {
  readonly wish: PauseGoal;
  readonly change: PauseChange;
}

/**
 * Reads the applications of a request, and plans the changes to each. Writes nothing.
 *
 * @throws ApiError, ConnectionError or KubeconfigError if the cluster cannot be read; LookupError if it has no such
 * Application; ExpectedError if the Application has no target on one of the clusters
 */
export async function planPauses(client: KubeClient, request: PauseRequest): Promise<PlannedPause[]> {
  const { name, namespace } = request;
  const applications = await readApplications(client, { name, namespace });
  return applications.map((found) => plan(found, request));
}

function plan(found: FoundApplication, { cluster, wish, isMeant }: PauseRequest): PlannedPause {
  const { application, namespace, name, desired, deliveries: objects } = found;
  // in a request for all Applications, some may not be on every cluster
  if (!isMeant) checkClusters(name, desired.targets, cluster);
  const isChosen = onClusters(desired.targets, cluster);
  const change = pauseChangeOf({
    ...{ application, desired, objects, wish },
    isMeant: (target, pause) => isChosen(target) && (isMeant?.(pause) ?? true),
  });
  return { application, namespace, name, wish, change };
}

function checkClusters(name: string, targets: readonly DesiredTarget[], wanted: readonly string[]): void {
  const unknown = wanted.find((cluster) => !targets.some(onClusters(targets, [cluster])));
  if (unknown === undefined) return;
  const clusters = [...new Set(targets.map(({ cluster }) => cluster ?? 'host'))].sort();
  const hint = didYouMean(unknown, clusters) || `; it has ${clusters.join(', ')}`;
  throw new ExpectedError(`--cluster: Application ${name} has no target on ${unknown}${hint}`);
}

/**
 * A pause that begins now, by the user as whom the API server authenticates the client.
 *
 * @param pause its reason and its end
 * @throws ConnectionError or KubeconfigError
 */
export async function pauseFromNow(
  client: KubeClient,
  { reason, until }: Pick<Pause, 'reason' | 'until'>,
): Promise<{ readonly pause: Pause }> {
  return { pause: { reason, by: await whoAmI(client), since: rfc3339(new Date()), until } };
}

/** The user name of the client according to the API server; undefined if it does not return one. */
async function whoAmI(client: KubeClient): Promise<string | undefined> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  try {
    const answer = await client.request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: review });
    return stringOf(mapOf(mapOf(mapOf(answer).status).userInfo).username);
  } catch (error) {
    if (error instanceof ConnectionError || error instanceof KubeconfigError) throw error;
    return undefined;
  }
}
