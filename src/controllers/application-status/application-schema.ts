import { type KubeClient, sleep } from '../../kube';
import { readApplicationSchema } from '../../observe';
import { type Logger, problemOf, type Runnable } from '../../runtime';
import type { Schema } from '../../status';

/** A change of the schema ends the watch of Applications; this is for when the API server publishes it later than that. */
const POLL_MS = 60_000;

/**
 * The schema of the installed Application. KubeSphere's CRD has fewer fields than the one of this project. The API server
 * drops fields that are not in the schema: a controller that writes them would write them again for ever.
 */
export class ApplicationSchema implements Runnable {
  private schema?: Schema;
  private onChange: () => void = () => {};

  constructor(
    private readonly client: KubeClient,
    private readonly log: Logger,
  ) {}

  /** Calls the function from now on when the schema has changed. */
  connect(changed: () => void): void {
    this.onChange = changed;
  }

  /** @throws where it has never been read and cannot be */
  async get(): Promise<Schema> {
    return this.schema ?? (await this.refresh());
  }

  /** Reads it again. @throws where it cannot be read */
  async refresh(signal?: AbortSignal): Promise<Schema> {
    const schema = await readApplicationSchema(this.client, signal);
    const isChanged = this.schema !== undefined && JSON.stringify(schema) !== JSON.stringify(this.schema);
    this.schema = schema;
    if (isChanged) this.onChange();
    return schema;
  }

  /** Reads it again; what fails is logged. */
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
