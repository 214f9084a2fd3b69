import { didYouMean, ExpectedError } from '../../diagnostics';
import type { LabelSelector } from '../../kubernetes';
import type { ApplicationView } from '../../observe';
import { onClusters, type TargetReport } from '../../status';
import type { SelectableState } from './selection-options';

/** The targets to show. Applications that have none of them are omitted. */
export interface Selection {
  /** The labels of Applications. @default - all of them */
  readonly selector?: LabelSelector;
  /** @default - all states */
  readonly state?: readonly SelectableState[];
  /** Names of clusters or of their Secrets, `host` for the host; empty: all of them. */
  readonly cluster: readonly string[];
}

/** @throws ExpectedError if no application has a target, or an orphaned object, on one of the clusters */
export function checkClusters(views: readonly ApplicationView[], { cluster }: Selection): void {
  const targets = targetsOf(views);
  const unknown = cluster.find((each) => !targets.some(onClusters(targets, [each])));
  if (unknown === undefined || targets.length === 0) return;
  const clusters = [...new Set(targets.map(clusterOf))].sort();
  const hint =
    didYouMean(unknown, clusters) || `; there ${clusters.length === 1 ? 'is' : 'are'} ${clusters.join(', ')}`;
  throw new ExpectedError(`--cluster: no target is on ${unknown}${hint}`);
}

/**
 * The applications with a selected target, with only those targets, and invalid applications if their state is selected. The state, the message and the counts of the
 * application are kept.
 */
export function select(views: readonly ApplicationView[], selection: Selection): ApplicationView[] {
  const { selector = () => true, state, cluster } = selection;
  const labelled = views.filter(({ labels }) => selector(labels));
  if (state === undefined && cluster.length === 0) return labelled;
  const isOnCluster = onClusters(targetsOf(views), cluster);
  return labelled.flatMap((view) => {
    const { report } = view;
    // an application with errors is selected with all its targets
    const isMeant = state === undefined || (report.state === 'Invalid' && state.includes('Invalid'));
    const isSelected = (target: TargetReport) => (isMeant || state.includes(target.state)) && isOnCluster(target);
    const targets = report.targets.filter(isSelected);
    const orphans = report.orphans.filter(isSelected);
    const isWhole = isMeant && cluster.length === 0;
    if (targets.length === 0 && orphans.length === 0 && !isWhole) return [];
    return [{ ...view, report: { ...report, targets, orphans } }];
  });
}

function targetsOf(views: readonly ApplicationView[]): TargetReport[] {
  return views.flatMap(({ report }) => [...report.targets, ...report.orphans]);
}

function clusterOf({ cluster }: TargetReport): string {
  return cluster ?? 'host';
}
