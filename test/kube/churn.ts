import type { Client } from '../../harness';
import { pathOf } from '../../src/kube';
import { configMaps } from './mirror';

/** Creates, changes and deletes ConfigMaps in a namespace, in the same way each time. */
export class Churn {
  readonly path: string;
  private readonly names = new Set<string>();
  private step = 0;
  private made = 0;

  constructor(
    private readonly server: Pick<Client, 'request'>,
    private readonly namespace: string,
  ) {
    this.path = pathOf(configMaps, namespace);
  }

  async start(): Promise<void> {
    await this.request('POST', '/api/v1/namespaces', { metadata: { name: this.namespace } });
  }

  /** Creates separate objects, many at a time. */
  async fill(count: number): Promise<void> {
    const names = Array.from({ length: count }, () => `filled-${this.made++}`);
    const worker = async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) await this.create(name);
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  }

  /**
   * Makes this number of writes: of seven, three create an object, two change one, one deletes one and one recreates
   * it.
   */
  async run(writes: number): Promise<void> {
    for (let i = 0; i < writes; i++) {
      const [first] = this.names;
      const kind = this.step++ % 7;
      if (first === undefined || kind < 3) await this.create(`churned-${this.made++}`);
      else if (kind < 5) await this.change(first);
      else {
        await this.delete(first);
        if (kind === 6) await this.create(first);
      }
    }
  }

  async change(name: string): Promise<void> {
    await this.request('PATCH', `${this.path}/${name}`, { data: { step: String(this.step) } });
  }

  async delete(name: string): Promise<void> {
    await this.request('DELETE', `${this.path}/${name}`);
    this.names.delete(name);
  }

  async deleteAll(): Promise<void> {
    await this.request('DELETE', this.path);
    this.names.clear();
  }

  private async create(name: string): Promise<void> {
    await this.request('POST', this.path, { metadata: { name, labels: { parity: this.made % 2 ? 'odd' : 'even' } } });
    this.names.add(name);
  }

  private async request(method: string, path: string, body?: unknown): Promise<void> {
    const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const answer = await this.server.request(method, path, body, { contentType });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.message}`);
  }
}
