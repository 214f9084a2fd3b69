import { pokeOf } from '../../change';
import { ApiError, KubeClient, mapInParallel, pathOf } from '../../kube';
import { DELIVERIES } from '../../kubernetes';
import { type ApplicationView, type ClusterOptions, COMMAND_MANAGER } from '../../observe';
import { RECONCILE_REQUESTED_AT, type TargetReport } from '../../status';
import { expectedError, type Io, printWarning } from '../shell';

/** The number of concurrent requests. */
const PARALLEL = 8;

interface PlacedTarget extends TargetReport {
  /** The namespace of its object. */
  readonly of: string;
}

/**
 * Requests reconciliations of targets whose wave may begin, with the annotation that `flux reconcile` sets. If that is
 * not allowed, it prints one warning.
 */
export class Poker {
  private asked: ReturnType<typeof pokeOf>['asked'] = new Map();
  private isForbidden = false;
  /** Created on demand: there may be no waves. */
  private client?: KubeClient;

  constructor(
    private readonly options: ClusterOptions,
    private readonly io: Io,
  ) {}

  /**
   * Requests reconciliations of the targets that are due.
   *
   * @returns when to call it again if nothing changes, by the clock of `performance.now()`; undefined: never
   */
  async poke(views: readonly (ApplicationView | undefined)[]): Promise<number | undefined> {
    if (this.isForbidden) return undefined;
    const targets = views.flatMap((view): PlacedTarget[] =>
      view === undefined ? [] : view.report.targets.map((target) => ({ ...target, of: view.namespace })),
    );
    const idOf = ({ kind, of, name }: PlacedTarget) => `${kind} ${of}/${name}`;
    const { targets: due, asked, nextMs } = pokeOf(targets, idOf, this.asked, performance.now());
    this.asked = asked;
    if (due.length > 0) {
      this.client ??= await KubeClient.load(this.options);
      const { client } = this;
      await mapInParallel(due, PARALLEL, (target) => this.ask(target, client));
    }
    return this.isForbidden ? undefined : nextMs;
  }

  async close(): Promise<void> {
    await this.client?.close();
  }

  private async ask({ kind, of, name }: PlacedTarget, client: KubeClient): Promise<void> {
    const annotations = { [RECONCILE_REQUESTED_AT]: new Date().toISOString() };
    const query = { fieldManager: COMMAND_MANAGER };
    try {
      const body = { metadata: { annotations } };
      await client.request('PATCH', pathOf(DELIVERIES[kind], of, name), { query, body });
    } catch (cause) {
      const error = expectedError(cause);
      if (error === undefined) throw cause;
      // other errors are temporary or reported elsewhere: it tries again
      if (!(error instanceof ApiError && error.status === 403) || this.isForbidden) return;
      this.isForbidden = true;
      printWarning(this.io, `cannot ask Flux to begin waves at once: ${error.message}`);
    }
  }
}
