import { type Deletion, isUnchanged, type PlanObject } from '../../../change';
import { ExpectedError } from '../../../diagnostics';
import { mapOf, type ValueMap } from '../../../json';
import { Discovery, type KubeClient, type Persistent } from '../../../kube';
import { NAMESPACE } from '../../../kubernetes';
import { type LiveObjects, readLiveObjects } from '../../../observe';
import type { PlannedSet } from '../../plan/cluster';
import type { ApplyOutput } from '../output';
import { type LeftOver, MemberDeletion } from './member-deletion';
import { CHANGED, ObjectDeleter } from './object-deleter';
import { SetParent } from './set-parent';

export interface SetChangeOptions {
  readonly client: KubeClient;
  readonly persistent: Persistent;
  readonly output: Pick<ApplyOutput, 'deleted' | 'undeleted'>;
  /** Whether to delete members that are no longer in the code. */
  readonly isPruned: boolean;
  readonly signal: AbortSignal;
}

/** Updates the set of an apply: its parent, and its members that are no longer in the code. */
export class SetChange {
  deleted = 0;
  private readonly parent: SetParent;
  private readonly discovery: Discovery;

  constructor(
    private readonly planned: PlannedSet,
    private readonly options: SetChangeOptions,
  ) {
    this.parent = new SetParent(planned.reading, options);
    this.discovery = new Discovery(options.client, options.signal);
  }

  /** The number of members that are to be deleted and still exist. */
  get undeleted(): number {
    return this.options.isPruned ? this.planned.prune.deletions.length - this.deleted : 0;
  }

  /**
   * Adds the kinds and namespaces of new members to the parent, before they are applied.
   *
   * @returns false if the namespace of the parent does not exist yet, and the code creates it
   * @throws ExpectedError if the code does not create it
   */
  async begin(): Promise<boolean> {
    const { code, prune } = this.planned;
    const { namespace } = prune.set;
    if (await this.parent.widened([...this.staying(), ...prune.deletions.map(({ object }) => object)])) return true;
    const isMade = code.some(({ apiVersion, kind, name }) => {
      return apiVersion === NAMESPACE.version && kind === NAMESPACE.kind && name === namespace;
    });
    if (isMade) return false;
    throw new ExpectedError(
      `namespace ${namespace} of the set does not exist, and the code does not create it: name another one with --set`,
    );
  }

  /**
   * Deletes the objects that are no longer in the code, after everything else is applied, each only in its planned
   * state. If all are gone, the parent is reduced to the remaining members.
   *
   * @returns the unfinished deletions; also empty if a deletion has failed, in which case `undeleted` is not 0
   */
  async end(): Promise<readonly LeftOver[]> {
    const { deletions } = this.planned.prune;
    if (!this.options.isPruned) {
      await this.parent.narrowed([...this.staying(), ...deletions.map(({ object }) => object)]);
      return [];
    }
    const leftOver = deletions.length === 0 ? [] : await this.delete();
    if (this.undeleted === 0) await this.parent.narrowed(this.staying());
    return leftOver;
  }

  private staying(): PlanObject[] {
    const { code, prune } = this.planned;
    return [...code, ...prune.stays.map(({ object }) => object)];
  }

  private async delete(): Promise<readonly LeftOver[]> {
    const { client, persistent, output, signal } = this.options;
    const deletions = await this.unchanged();
    const { discovery } = this;
    let hasFailed = false;
    const leftOver = await new MemberDeletion(deletions, {
      deleter: new ObjectDeleter({ client, persistent, discovery, signal }),
      read: (open) => this.read(open),
      onGone: (deletion) => {
        this.deleted++;
        output.deleted(deletion);
      },
      onFailed: (deletion, message) => {
        hasFailed = true;
        output.undeleted(deletion, message);
      },
      signal,
    }).run();
    return hasFailed ? [] : leftOver;
  }

  private read(deletions: readonly Deletion[]): Promise<LiveObjects> {
    const { client, persistent, signal } = this.options;
    const wanted = deletions.map(({ object }) => object);
    const how = { discovery: this.discovery, signal, lists: [] };
    return persistent.send(() => readLiveObjects(client, wanted, how));
  }

  /**
   * The deletions with the current state of their objects; empty if one of the objects has changed since it was
   * planned.
   */
  private async unchanged(): Promise<Deletion[]> {
    const { persistent, output } = this.options;
    const { prune } = await persistent.send(() => this.planned.again());
    const now = new Map(prune.deletions.map((deletion) => [deletion.address, deletion]));
    const { deletions } = this.planned.prune;
    const there = new Set(prune.stays.map(({ address }) => address));
    // an object that has lost the label of the set is no member any more, but still exists
    const others = await this.read(deletions.filter(({ address }) => !now.has(address)));
    const changed = deletions.filter(({ address, object, live }) => {
      const deletion = now.get(address);
      if (deletion !== undefined) return !isUnchanged(live, deletion.live);
      return there.has(address) || isSame(live, others.of(object));
    });
    for (const deletion of changed) output.undeleted(deletion, CHANGED);
    if (changed.length > 0) return [];
    // with --wait, hours may pass between the plan and the deletion
    const [refusal, ...more] = prune.refusals;
    if (refusal !== undefined)
      throw new ExpectedError(more.length === 0 ? refusal : `${refusal}; and ${more.length} more`);
    for (const deletion of deletions.filter(({ address }) => !now.has(address))) {
      this.deleted++;
      output.deleted(deletion);
    }
    return deletions.flatMap(({ address }) => now.get(address) ?? []);
  }
}

/** Whether an object still exists: another one may have its name. */
function isSame(live: ValueMap, now: ValueMap | undefined): boolean {
  return now !== undefined && mapOf(now.metadata).uid === mapOf(live.metadata).uid;
}
