import { type Client, until } from '../../harness';
import { type GitRepository, serveGit } from '../../harness/git-repository';
import { limit } from '../random-runs';

/** Applies synthesized YAML to a cluster. */
export interface Applier {
  /** Resolves when everything is applied. */
  apply(yaml: string): Promise<void>;
  stop(): Promise<void>;
}

/** A way of applying: its name, and a function that starts it in an existing namespace. */
export interface Way {
  readonly name: string;
  /** Whether it removes objects that are no longer in the YAML. kubectl does so only with a flag. */
  readonly prunes: boolean;
  readonly start: (host: Client, namespace: string) => Promise<Applier>;
}

/** The label that `kubectl apply --prune` uses. */
export const PRUNE_LABEL = 'example.com/part-of';

/**
 * All ways in which an object is applied to a cluster: with client-side `kubectl apply`, here with `--prune`; with
 * server-side `kubectl apply`; and from Git by Flux, which prunes.
 */
export const ways: readonly Way[] = [
  {
    name: 'kubectl apply',
    prunes: true,
    start: async (host, namespace) =>
      kubectl(host, ['--prune', `--selector=${PRUNE_LABEL}=${namespace}`, '--prune-allowlist=core/v1/ConfigMap']),
  },
  { name: 'kubectl apply --server-side', prunes: false, start: async (host) => kubectl(host, ['--server-side']) },
  {
    name: 'Flux, from Git',
    prunes: true,
    start: async (host, namespace) => fromGit(host, namespace, await serveGit()),
  },
];

function kubectl(host: Client, flags: readonly string[]): Applier {
  const apply = async (input: string) => {
    const { code, stderr } = await host.kubectl(['apply', ...flags, '-f', '-'], { input });
    if (code !== 0) throw new Error(`kubectl apply ${flags.join(' ')}: ${stderr}`);
  };
  return { apply, stop: async () => {} };
}

async function fromGit(host: Client, namespace: string, repository: GitRepository): Promise<Applier> {
  const path = (group: string, plural: string) =>
    `/apis/${group}.toolkit.fluxcd.io/v1/namespaces/${namespace}/${plural}`;
  const sources = path('source', 'gitrepositories');
  const kustomizations = path('kustomize', 'kustomizations');
  await host.request('POST', sources, {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'git' },
    spec: { url: repository.url, ref: { branch: 'main' }, interval: '1h' },
  });
  await host.request('POST', kustomizations, {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'git' },
    spec: { sourceRef: { kind: 'GitRepository', name: 'git' }, interval: '1h', prune: true },
  });
  const apply = async (yaml: string) => {
    const commit = await repository.commit({ 'objects.yaml': yaml });
    // the same as `flux reconcile source git`
    const metadata = { annotations: { 'reconcile.fluxcd.io/requestedAt': commit } };
    await host.request('PATCH', `${sources}/git`, { metadata }, { contentType: 'application/merge-patch+json' });
    const isApplied = async () => {
      const { body } = await host.request('GET', `${kustomizations}/git`);
      const { lastAppliedRevision, lastAttemptedRevision, conditions = [] } = body.status ?? {};
      const ready = conditions.find(({ type }: { type: string }) => type === 'Ready');
      if (lastAttemptedRevision?.endsWith(commit) && ready?.status === 'False') throw new Error(ready.message);
      return lastAppliedRevision?.endsWith(commit);
    };
    await until(`Flux has applied ${commit}`, isApplied, { timeoutMs: limit(60_000) });
  };
  return { apply, stop: () => repository.stop() };
}
