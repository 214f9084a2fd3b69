import type { ReleaseKind } from '../kubernetes';
import { inventoryLimit, messageLimits } from './bounds';
import { commonRevision } from './common-revision';
import type { Desired } from './desired';
import { keyEntryOf } from './key-entry';
import type { Observed } from './observed';
import { orphansOf } from './orphans';
import { objectsOfTargets } from './ownership';
import { type ApplicationState, rollUp } from './state';
import type { KeyEntry } from './stored-status';
import { previousOf, storedEntry } from './stored-status';
import { summarize } from './summary';
import { reportOnTarget, type TargetReport } from './target-report';

/** How an application stands on all its targets. */
export interface ApplicationReport {
  readonly kind: ReleaseKind;
  readonly state: ApplicationState;
  /** In words, the worst first: `2 of 3 ready; eu-1 failed: Helm install failed`. */
  readonly message: string;
  /** Number of targets. */
  readonly desired: number;
  /** Number of targets that are ready; never more than desired. */
  readonly ready: number;
  /** `HelmRepository/charts` */
  readonly source?: string;
  /** The revision that all targets run, or how they differ. */
  readonly revision?: string;
  /** By key. */
  readonly targets: readonly TargetReport[];
  /** Objects that carry the application's label and belong to no target of it, by name. */
  readonly orphans: readonly TargetReport[];
  /** By key of the target: what the console reads. */
  readonly entries: ReadonlyMap<string, KeyEntry>;
}

/** What a report is made of. */
export interface ReportParts {
  readonly desired: Desired;
  readonly observed: Observed;
  /** The status of the Application as it is stored, if it has any. */
  readonly status?: unknown;
  /** Date and time as in RFC 3339. */
  readonly now: string;
}

/**
 * Reports on an application: pure, total, and the same for the same objects in whatever order they come. What is stored
 * decides how long a state has lasted, and what a target that is being tried again failed with.
 */
export function reportOn({ desired, observed, status, now }: ReportParts): ApplicationReport {
  const { kind, targets: wanted, problem } = desired;
  const limits = { messages: messageLimits(wanted.length), inventory: inventoryLimit(wanted.length) };
  const objects = objectsOfTargets(wanted, observed[kind]);
  const judged = wanted.map((target) => {
    const stored = storedEntry(status, kind, target.key);
    const object = objects(target);
    const previous = previousOf(stored);
    const evidence = { target, kind, object, previous, observed, now };
    const report = reportOnTarget({ ...evidence, messageLimit: limits.messages.ready });
    const parts = { report, object, stored, messageLimit: limits.messages.others, inventoryLimit: limits.inventory };
    return { report, entry: keyEntryOf(parts) };
  });
  const targets = judged.map(({ report }) => report);
  const revision = commonRevision(targets.map((target) => target.revision));
  return {
    kind,
    state: problem === undefined ? rollUp(targets.map(({ state }) => state)) : 'Invalid',
    message:
      problem === undefined ? summarize(targets) : `${summarize(targets)}; the Application has errors: ${problem}`,
    desired: targets.length,
    ready: targets.filter(({ state }) => state === 'Ready').length,
    ...(desired.source === undefined ? {} : { source: desired.source }),
    ...(revision === undefined ? {} : { revision }),
    targets,
    orphans: orphansOf(desired, observed, status, now),
    entries: new Map(judged.map(({ report, entry }) => [report.key, entry])),
  };
}
