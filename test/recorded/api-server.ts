import { FakeApiServer } from '../../harness/fake-api-server';

/** The version of an object that was written here: those of the dumps are below 100. */
const WRITTEN = /"resourceVersion":"\d{3,}"/g;

/** A fake API server that keeps what commands write, and a kubeconfig for it. */
export class ApiServer {
  static async start(objects: readonly object[]): Promise<ApiServer> {
    return new ApiServer(await FakeApiServer.start(objects));
  }

  private constructor(private readonly fake: FakeApiServer) {}

  /** A kubeconfig of this server, for the namespace `apps`. */
  get kubeconfig(): string {
    return kubeconfigOf(this.fake.url);
  }

  get url(): string {
    return this.fake.url;
  }

  /**
   * The writes since the last call. Several may be under way at once: they are sorted, and versions of objects that were
   * written meanwhile are masked.
   */
  takeWrites(): string {
    const lines = this.fake.writes
      .splice(0)
      .map((line) => `${line.replaceAll(WRITTEN, '"resourceVersion":"WRITTEN"')}\n`);
    return lines.sort().join('');
  }

  close(): Promise<void> {
    return this.fake.close();
  }
}

/** The kubeconfig of a server, for the namespace `apps`. */
export function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me', namespace: 'apps' } }],
    clusters: [{ name: 'here', cluster: { server } }],
    users: [{ name: 'me', user: {} }],
  });
}
