import {
  type ApplySet,
  contentsOfObjects,
  joinedContents,
  type PlanObject,
  parentOf,
  type SetContents,
} from '../../../change';
import { ExpectedError } from '../../../diagnostics';
import { canonicalJson } from '../../../json';
import { type KubeClient, type Persistent, pathOf, serverSideApply } from '../../../kube';
import { CONFIG_MAP } from '../../../kubernetes';
import { COMMAND_MANAGER } from '../../../observe';
import { findPackage } from '../../../package';
import { messageOf, type SetReading } from '../../plan/cluster';

/** Writes the parent of a set, unless it already lists the kinds and namespaces of the members. */
export class SetParent {
  private readonly set: ApplySet;
  /** Its content; absent if there is none, or if it has lost its annotations. */
  private contents?: SetContents;
  /** Whether all members of the kinds that the cluster serves are known. */
  private readonly isComplete: boolean;
  /** What the parent keeps of kinds that the cluster does not serve: their objects may come back in any namespace. */
  private readonly unserved: SetContents;
  /** Whether the kinds of all members are known. */
  private readonly hasAllKinds: boolean;

  constructor(
    { set, contents, notListed, unserved, silent }: SetReading,
    private readonly options: {
      readonly client: KubeClient;
      readonly persistent: Persistent;
      readonly signal: AbortSignal;
    },
  ) {
    this.set = set;
    this.contents = contents;
    this.isComplete = [notListed, silent].every((unknown) => unknown.length === 0);
    this.unserved = { kinds: unserved, namespaces: unserved.length === 0 ? [] : (contents?.namespaces ?? []) };
    this.hasAllKinds = silent.length === 0;
  }

  /**
   * Adds the kinds and namespaces of new members, before they are applied. Without a parent, and while some kinds do not
   * answer, none is written: a later run searches all kinds again.
   *
   * @returns false if the namespace of the parent does not exist yet
   */
  async widened(objects: readonly PlanObject[]): Promise<boolean> {
    if (!this.hasAllKinds) return true;
    const known = this.contents ?? { kinds: [], namespaces: [] };
    return this.written(joinedContents(known, contentsOfObjects(objects, this.set)));
  }

  /**
   * Reduces the parent to the remaining members, after others are gone; not if some members are unknown, because a
   * later run would not find them.
   *
   * @param objects the remaining members
   */
  async narrowed(objects: readonly PlanObject[]): Promise<void> {
    if (this.isComplete) await this.written(joinedContents(contentsOfObjects(objects, this.set), this.unserved));
  }

  private async written(contents: SetContents): Promise<boolean> {
    // a set without members needs no parent
    if (this.contents === undefined && contents.kinds.length === 0) return true;
    if (this.contents !== undefined && canonicalJson(this.contents) === canonicalJson(contents)) return true;
    const { client, persistent, signal } = this.options;
    const path = pathOf(CONFIG_MAP, this.set.namespace, this.set.name);
    const parent = parentOf(this.set, contents, findPackage().version);
    const apply = { manager: COMMAND_MANAGER, force: true, signal };
    const answer = await persistent.send(() => serverSideApply(client, path, parent, apply));
    if (answer.outcome === 'namespace-missing') return false;
    if (answer.outcome !== 'applied') {
      throw new ExpectedError(`ConfigMap ${this.set.namespace}/${this.set.name}: ${messageOf(answer)}`);
    }
    this.contents = contents;
    return true;
  }
}
