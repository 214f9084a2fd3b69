import { type Client, until } from '../../harness';
import { type GitRepository, serveGit } from '../../harness/git-repository';

/** The input of one Flux Kustomization. */
export interface GitFolder {
  /** The objects, with their namespaces. */
  readonly yaml: string;
  /** Fields of a kustomization.yaml that lists the objects. @default - Flux generates one */
  readonly overlay?: object;
  /** Fields of the spec of the Kustomization. @default - it only applies and prunes */
  readonly spec?: object;
}

const NAMESPACE = 'git';
const SOURCES = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${NAMESPACE}/gitrepositories`;
const KUSTOMIZATIONS = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${NAMESPACE}/kustomizations`;

/**
 * One Git repository with many folders, each applied by a separate Kustomization, as a platform delivers applications.
 */
export class GitFolders {
  private readonly folders = new Map<string, GitFolder>();

  private constructor(
    private readonly host: Client,
    private readonly repository: GitRepository,
  ) {}

  static async start(host: Client): Promise<GitFolders> {
    const repository = await serveGit();
    await host.request('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
    const spec = { url: repository.url, ref: { branch: 'main' }, interval: '1h' };
    await host.request('POST', SOURCES, { metadata: { name: 'git' }, ...typed('source', 'GitRepository'), spec });
    return new GitFolders(host, repository);
  }

  /**
   * Commits these folders in addition to the existing ones, and waits until Flux has processed all of them.
   *
   * @returns the messages of the Kustomizations that failed, by name of the folder
   */
  async deliver(folders: Readonly<Record<string, GitFolder>>): Promise<Record<string, string>> {
    const added = Object.keys(folders).filter((name) => !this.folders.has(name));
    for (const [name, folder] of Object.entries(folders)) this.folders.set(name, folder);
    const commit = await this.repository.commit(
      Object.fromEntries([...this.folders].flatMap(([name, folder]) => Object.entries(filesOf(name, folder)))),
    );
    await Promise.all(added.map((name) => this.create(name)));
    // the same as `flux reconcile source git`
    const metadata = { annotations: { 'reconcile.fluxcd.io/requestedAt': commit } };
    await this.host.request('PATCH', `${SOURCES}/git`, { metadata }, { contentType: 'application/merge-patch+json' });
    const said = [...this.folders.keys()].map(async (name) => [name, await this.taken(name, commit)] as const);
    return Object.fromEntries((await Promise.all(said)).flatMap(([name, text]) => (text ? [[name, text]] : [])));
  }

  stop(): Promise<void> {
    return this.repository.stop();
  }

  private async create(name: string): Promise<void> {
    const sourceRef = { kind: 'GitRepository', name: 'git' };
    const own = { sourceRef, path: name, interval: '1h', prune: true, ...this.folders.get(name)?.spec };
    const object = { ...typed('kustomize', 'Kustomization'), metadata: { name }, spec: own };
    const { status, body } = await this.host.request('POST', KUSTOMIZATIONS, object);
    if (status !== 201) throw new Error(body.message);
  }

  /** Waits until a commit has been applied, or has failed. @returns the error, if it failed */
  private async taken(name: string, commit: string): Promise<string | undefined> {
    let failure: string | undefined;
    await until(`Flux has taken up folder ${name} of ${commit}`, async () => {
      const { body } = await this.host.request('GET', `${KUSTOMIZATIONS}/${name}`);
      const { lastAppliedRevision, lastAttemptedRevision, conditions = [] } = body.status ?? {};
      const ready = conditions.find(({ type }: { type: string }) => type === 'Ready');
      failure = lastAttemptedRevision?.endsWith(commit) && ready?.status === 'False' ? ready.message : undefined;
      return failure !== undefined || (lastAppliedRevision?.endsWith(commit) && ready?.status === 'True');
    });
    return failure;
  }
}

function typed(group: string, kind: string): object {
  return { apiVersion: `${group}.toolkit.fluxcd.io/v1`, kind };
}

function filesOf(name: string, { yaml, overlay }: GitFolder): Record<string, string> {
  const objects = { [`${name}/objects.yaml`]: yaml };
  if (overlay === undefined) return objects;
  // JSON is YAML
  const kustomization = JSON.stringify({ resources: ['objects.yaml'], ...overlay });
  return { ...objects, [`${name}/kustomization.yaml`]: kustomization };
}
