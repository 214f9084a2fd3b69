import { FakeApiServer } from '../../harness/fake-api-server';

/** The version of an object that was written during the test: versions in the dumps are below 100. */
const WRITTEN = /"resourceVersion":"\d{3,}"/g;

/** A fake API server that records the writes of commands, and its kubeconfig. */
export class ApiServer {
  static async start(objects: readonly object[]): Promise<ApiServer> {
    return new ApiServer(await FakeApiServer.start(objects));
  }

  private constructor(private readonly fake: FakeApiServer) {}

  /** The kubeconfig of this server, for the namespace `apps`. */
  get kubeconfig(): string {
    return kubeconfigOf(this.fake.url);
  }

  get url(): string {
    return this.fake.url;
  }

  /**
   * Returns the writes since the last call. Some may be concurrent, so they are sorted, and the versions of objects
   * that were written in the meantime are masked.
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
