import { type KubeClient, sleep } from '../../kube';
import { readApplicationSchema } from '../../observe';
import { type Logger, problemOf, type Runnable } from '../../runtime';
import type { Schema } from '../../status';

/**
 * A change of the schema ends the watch of Applications; this interval covers an API server that publishes it later.
 */
const POLL_MS = 60_000;

/**
 * The schema of the installed Application. KubeSphere's CRD has fewer fields than the one of this project. The API
 * server drops fields that are not in the schema, so a controller that writes them would write them again forever.
 */
export class ApplicationSchema implements Runnable {
  private schema?: Schema;
  private onChange: () => void = () => {};

  constructor(
    private readonly client: KubeClient,
    private readonly log: Logger,
  ) {}

  /** From now on, calls the function when the schema has changed. */
  connect(changed: () => void): void {
    this.onChange = changed;
  }

  /** @throws if it has never been read and cannot be read */
  async get(): Promise<Schema> {
    return this.schema ?? (await this.refresh());
  }

  /** Reads it again. @throws if it cannot be read */
  async refresh(signal?: AbortSignal): Promise<Schema> {
    const schema = await readApplicationSchema(this.client, signal);
    const isChanged = this.schema !== undefined && JSON.stringify(schema) !== JSON.stringify(this.schema);
    this.schema = schema;
    if (isChanged) this.onChange();
    return schema;
  }

  /** Reads it again; errors are logged. */
  async poll(signal?: AbortSignal): Promise<void> {
    try {
      await this.refresh(signal);
    } catch (error) {
      if (!signal?.aborted) this.log.debug({ error: problemOf(error) }, 'the schema of the Application was not read');
    }
  }

  /** Reads it again every minute. */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(POLL_MS, signal);
      if (signal.aborted) return;
      await this.poll(signal);
    }
  }
}
