import { InvalidArgumentError } from 'commander';
import { didYouMean, ExpectedError } from '../../diagnostics';
import { type LabelSelector, labelSelectorOf } from '../../kubernetes';
import type { ApplicationView } from '../../observe';
import { type ApplicationState, isOnCluster, type State, type TargetReport } from '../../status';

/** Which targets are shown, and so which applications: those that have one of them. */
export interface Selection {
  /** Of Applications, by their labels. @default - all of them */
  readonly selector?: LabelSelector;
  /** @default - whatever their states are */
  readonly state?: readonly SelectableState[];
  /** Names of clusters or of their Secrets, `host` for the host; none: all of them. */
  readonly cluster: readonly string[];
}

type SelectableState = State | ApplicationState;

/** What `--state` takes. */
export const STATES = [
  ...(['Ready', 'Suspended', 'Reconciling', 'Unknown', 'Missing', 'Failed', 'Stalled'] as const),
  ...(['Orphaned', 'Invalid'] as const),
] satisfies SelectableState[];

/**
 * Parses `--state`: states in any case, separated by commas.
 *
 * @throws InvalidArgumentError where one does not exist
 */
export function parseStates(text: string, previous: readonly SelectableState[] = []): SelectableState[] {
  const states = text.split(',').map((word) => {
    const state = STATES.find((each) => each.toLowerCase() === word.trim().toLowerCase());
    if (state !== undefined) return state;
    const hint = didYouMean(word, STATES) || `; there are ${STATES.join(', ')}`;
    throw new InvalidArgumentError(`No state is called ${JSON.stringify(word)}${hint}`);
  });
  return [...previous, ...states];
}

/**
 * Parses `-l`.
 *
 * @throws InvalidArgumentError where it is no label selector
 */
export function parseSelector(text: string): LabelSelector {
  const selector = labelSelectorOf(text);
  if (selector) return selector;
  throw new InvalidArgumentError('It must be a label selector, such as team=web or team in (web,shop).');
}

/** @throws ExpectedError where no application has a target, or an orphaned object, on one of the clusters */
export function checkClusters(views: readonly ApplicationView[], { cluster }: Selection): void {
  const targets = views.flatMap(({ report }) => [...report.targets, ...report.orphans]);
  const unknown = cluster.find((each) => !targets.some((target) => isOnCluster(target, [each])));
  if (unknown === undefined || targets.length === 0) return;
  const clusters = [...new Set(targets.map(clusterOf))];
  const hint = didYouMean(unknown, clusters) || `; there are ${clusters.sort().join(', ')}`;
  throw new ExpectedError(`--cluster: no target is on ${unknown}${hint}`);
}

/**
 * The applications that have a selected target, with those targets only. What a report says of the application as a whole
 * stays: its state, its message and its counts.
 */
export function select(views: readonly ApplicationView[], selection: Selection): ApplicationView[] {
  const { selector = () => true, state, cluster } = selection;
  const labelled = views.filter(({ labels }) => selector(labels));
  if (state === undefined && cluster.length === 0) return labelled;
  return labelled.flatMap((view) => {
    const { report } = view;
    // an application that has errors is meant with all its targets
    const isMeant = state === undefined || (report.state === 'Invalid' && state.includes('Invalid'));
    const isSelected = (target: TargetReport) =>
      (isMeant || state.includes(target.state)) && (cluster.length === 0 || isOnCluster(target, cluster));
    const targets = report.targets.filter(isSelected);
    const orphans = report.orphans.filter(isSelected);
    if (targets.length === 0 && orphans.length === 0) return [];
    return [{ ...view, report: { ...report, targets, orphans } }];
  });
}

function clusterOf({ cluster }: TargetReport): string {
  return cluster ?? 'host';
}
