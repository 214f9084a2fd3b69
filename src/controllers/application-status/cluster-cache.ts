import { ExpectedError } from '../../diagnostics';
import { ClusterState, type ClusterStateOptions } from '../../observe';
import { type Cache, type Logger, problemOf } from '../../runtime';

/** The objects to read. */
export interface ClusterCacheOptions extends Pick<ClusterStateOptions, 'client' | 'namespace' | 'selector'> {
  /** Whether everything is read once, without watches. */
  readonly once: boolean;
  readonly log: Logger;
}

/** Called when the data in the cache changes. */
export type ClusterListener = Pick<ClusterStateOptions, 'changed' | 'allChanged' | 'schemaMayHaveChanged'>;

/** After this silence, the API server counts as unreachable. */
const LONGEST_SILENCE_MS = 3 * 60_000;

/** The state of the cluster as a cache of the manager. */
export class ClusterCache implements Cache {
  readonly state: ClusterState;
  private readonly reading = new AbortController();
  private readonly waiting = new Set<() => void>();
  private listener?: ClusterListener;

  constructor(private readonly options: ClusterCacheOptions) {
    const { log, once, ...read } = options;
    this.state = new ClusterState({
      ...read,
      watches: !once,
      signal: this.reading.signal,
      changed: (key) => this.listener?.changed(key),
      schemaMayHaveChanged: () => this.listener?.schemaMayHaveChanged(),
      allChanged: () => {
        for (const look of this.waiting) look();
        if (this.state.isKnown) this.listener?.allChanged();
      },
      readable: (kind, problem) => {
        if (problem) log.warn({ kind, reason: problem.unread, error: problem.message }, 'cannot be read');
        else log.info({ kind }, 'synced');
      },
      failed: (kind, error) =>
        log.debug({ kind, error: problemOf(error) }, 'list or watch failed, will be tried again'),
    });
  }

  /** Calls the listener from now on. */
  connect(listener: ClusterListener): void {
    this.listener = listener;
  }

  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.reading.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    await this.state.run();
  }

  async synced(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const done = (settle: () => void) => {
        this.waiting.delete(look);
        signal.removeEventListener('abort', look);
        settle();
      };
      const look = () => {
        const { isKnown, problem } = this.state;
        if (isKnown || signal.aborted) done(resolve);
        else if (problem && this.options.once)
          done(() => reject(new ExpectedError(`Applications cannot be read: ${problem.message}`)));
      };
      this.waiting.add(look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  get problem(): string | undefined {
    const { problem, isKnown } = this.state;
    if (problem) return `Applications cannot be read: ${problem.message}`;
    const kinds = this.state.kinds();
    if (!isKnown) {
      const syncing = kinds.filter(({ state }) => state === 'syncing').map(({ kind }) => kind);
      return `not read yet: ${syncing.join(', ')}`;
    }
    const silence =
      performance.timeOrigin + performance.now() - Math.max(...kinds.map(({ lastContact }) => lastContact));
    if (silence <= LONGEST_SILENCE_MS) return undefined;
    return `the API server has sent nothing for ${Math.round(silence / 1000)} s`;
  }
}
