import { valuesTextOf } from '../../../application';
import type { PlanObject } from '../../../change';
import { listOf, mapOf, stringOf, type ValueMap } from '../../../json';
import { ApiError, ConnectionError, KubeClient, KubeconfigError } from '../../../kube';
import { once } from './helm';
import type { HostObjects } from './host-objects';
import { NotKnown } from './not-known';

/** A cluster that releases are in: the host, or a member. */
export interface Member {
  readonly client: KubeClient;
  /** `v1.36.3`. */
  readonly kubeVersion: string;
  /** `apps/v1` and `apps/v1/Deployment`, by name. */
  readonly apiVersions: readonly string[];
  /** Whether a kind is namespaced, by `apps/v1/Deployment`. */
  readonly isNamespaced: ReadonlyMap<string, boolean>;
}

/** The clusters of releases, through the kubeconfigs that Flux uses. */
export class Members {
  private readonly members = new Map<string, Promise<Member>>();
  private readonly clients: KubeClient[] = [];
  /** The Secrets that were used, such as `shop/eu-1`; `undefined` means the host. */
  readonly used = new Set<string | undefined>();

  constructor(
    private readonly host: KubeClient,
    private readonly objects: HostObjects,
    private readonly signal: AbortSignal,
  ) {}

  /** The cluster of a release. @throws NotKnown if it cannot be reached */
  of({ value, namespace = '' }: PlanObject): Promise<Member> {
    const { secretRef, configMapRef } = mapOf(mapOf(value.spec).kubeConfig);
    const [secret, key] = [stringOf(mapOf(secretRef).name), stringOf(mapOf(secretRef).key)];
    if (secret === undefined && mapOf(configMapRef).name !== undefined) {
      throw new NotKnown('Flux reaches the cluster by the identity of its cloud (kubeConfig.configMapRef)');
    }
    const id = secret === undefined ? undefined : `${namespace}/${secret}`;
    return once(this.members, JSON.stringify([id, key]), async () => {
      const client = secret === undefined ? this.host : await this.connect(namespace, secret, key);
      const member = await memberOf(client, this.signal);
      this.used.add(id);
      return member;
    });
  }

  private async connect(namespace: string, name: string, key: string | undefined): Promise<KubeClient> {
    const source = `Secret ${namespace}/${name}`;
    const secret = await this.objects.get({ apiVersion: 'v1', kind: 'Secret', namespace, name });
    if (secret === undefined) throw new NotKnown(`${source} does not exist`);
    const keys = key === undefined ? ['value', 'value.yaml'] : [key];
    const text = keys.map((each) => valuesTextOf(secret.value, each)).find((each) => each !== undefined);
    if (text === undefined) throw new NotKnown(`${source} has no key ${keys.join(' or ')}`);
    try {
      const client = await KubeClient.fromText({ text, source });
      this.clients.push(client);
      return client;
    } catch (error) {
      if (error instanceof KubeconfigError) throw new NotKnown(error.message);
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }
}

/** A member that does not respond must not delay the plan of the others. */
const TIMEOUT_MS = 10_000;

/** Versions with their kinds in one response, in Kubernetes 1.27 and later; otherwise only the versions. */
const AGGREGATED = ['v2', 'v2beta1'].map(
  (version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
);
const DISCOVERY = [...AGGREGATED, 'application/json'].join(',');

/** Reads from a cluster what Helm calls its capabilities. @throws NotKnown */
export async function memberOf(client: KubeClient, signal: AbortSignal): Promise<Member> {
  const get = async (path: string, headers = {}) =>
    mapOf(await client.request('GET', path, { headers, signal, timeoutMs: TIMEOUT_MS }).catch(asNotKnown));
  const { gitVersion } = await get('/version');
  const answers = [await get('/api', { accept: DISCOVERY }), await get('/apis', { accept: DISCOVERY })];
  const isNamespaced = new Map(answers.flatMap(({ items }) => listOf(items).flatMap(kindsOf)));
  const versions = answers.flatMap(versionsOf);
  return {
    client,
    kubeVersion: String(gitVersion),
    apiVersions: [...new Set([...versions, ...isNamespaced.keys()])].sort(),
    isNamespaced,
  };
}

/** The versions in a response: of groups with their kinds, of the core group, or of the others. */
function versionsOf({ items, versions, groups }: ValueMap): string[] {
  const aggregated = listOf(items).flatMap((item) => versionsOfGroup(item).map(({ apiVersion }) => apiVersion));
  const named = listOf(groups).flatMap((group) => listOf(mapOf(group).versions));
  return [...aggregated, ...listOf(versions), ...named.map((version) => mapOf(version).groupVersion)].map(String);
}

function versionsOfGroup(item: unknown): { readonly apiVersion: string; readonly resources: readonly ValueMap[] }[] {
  const { metadata, versions } = mapOf(item);
  const group = stringOf(mapOf(metadata).name) ?? '';
  return listOf(versions)
    .map(mapOf)
    .map(({ version, resources }) => ({
      apiVersion: group === '' ? String(version) : `${group}/${version}`,
      resources: listOf(resources).map(mapOf),
    }));
}

/** The kinds of a group, and whether they are namespaced. */
function kindsOf(item: unknown): (readonly [id: string, isNamespaced: boolean])[] {
  return versionsOfGroup(item).flatMap(({ apiVersion, resources }) =>
    resources.map(
      ({ scope, responseKind }) => [`${apiVersion}/${mapOf(responseKind).kind}`, scope === 'Namespaced'] as const,
    ),
  );
}

/** If a cluster does not respond or does not permit a request, the plan continues without that information. */
export function asNotKnown(error: unknown): never {
  // the address of its API server may be confidential in a public comment
  if (error instanceof ConnectionError) throw new NotKnown(`the cluster cannot be reached (${error.code})`);
  if (error instanceof ApiError || error instanceof KubeconfigError) throw new NotKnown(error.message);
  throw error;
}
