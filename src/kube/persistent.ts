import { type BackoffBounds, backoffMs } from './backoff';
import type { KubeClient } from './client';
import { sleep } from './deadline';
import { ApiError, ConnectionError } from './errors';

export interface PersistentOptions {
  /** Ends the retries. */
  readonly signal: AbortSignal;
  /** Called before each wait, because the API server does not answer or returns a temporary error. */
  readonly onTrouble?: (message: string) => void;
  /**
   * The waits between attempts.
   * @default - from 200 ms to 5 s
   */
  readonly backoff?: BackoffBounds;
}

const BACKOFF: BackoffBounds = { minMs: 200, maxMs: 5_000 };

/**
 * The maximum number of status 500 errors. A server returns them while it starts or has lost etcd; more have another
 * cause.
 */
const MOST_INTERNAL_ERRORS = 5;

/**
 * Repeats a request after temporary errors, such as during a restart of the API server, until the server has answered.
 */
export class Persistent {
  private recovery: Promise<void> | undefined;

  constructor(
    private readonly client: KubeClient,
    private readonly options: PersistentOptions,
  ) {}

  /**
   * @param send sends a request that is safe to repeat
   * @throws the first permanent error; the signal's reason when it fires
   */
  async send<T>(send: () => Promise<T>): Promise<T> {
    const { signal, onTrouble } = this.options;
    for (let failures = 0, internal = 0; ; failures++) {
      signal.throwIfAborted();
      try {
        return await send();
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof ApiError && error.status === 500) internal++;
        if (!isPassing(error) || internal > MOST_INTERNAL_ERRORS) throw error;
        onTrouble?.(error.message);
        await this.pause(failures);
        if (error instanceof ConnectionError) await this.recovered();
      }
    }
  }

  /** Waits until the API server is ready: while it starts, it rejects requests that it permits later. */
  private recovered(): Promise<void> {
    this.recovery ??= this.untilReady().finally(() => {
      this.recovery = undefined;
    });
    return this.recovery;
  }

  private async untilReady(): Promise<void> {
    const { signal } = this.options;
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        await this.client.request('GET', '/readyz', { signal });
        return;
      } catch (error) {
        if (signal.aborted) return;
        // stop soon if the server does not permit the check
        if (!isPassing(error) && tries >= MOST_INTERNAL_ERRORS) return;
        await this.pause(tries);
      }
    }
  }

  private pause(tries: number): Promise<void> {
    const { signal, backoff = BACKOFF } = this.options;
    return sleep(backoffMs(tries, backoff, Math.random()), signal);
  }
}

const PASSING: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

function isPassing(error: unknown): error is ApiError | ConnectionError {
  if (error instanceof ConnectionError) return !error.isTls;
  return error instanceof ApiError && PASSING.has(error.status) && !error.isTooLarge;
}
