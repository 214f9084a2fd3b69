import { withoutUndefined } from '../../json';
import { coreOf } from '../../message';
import { type ApplicationView, sinceOf } from '../../observe';
import type { Mark, Row, RowCause, TargetGroup } from '../../page';
import { type Cause, causesOf, type TargetReport } from '../../status';

/** The name of the cluster that runs Flux. */
const HOST = 'host';

/**
 * The maximum length of a message in the overview, to limit its size. The details of an application have the whole
 * message.
 */
const LONGEST_CORE = 500;

/** The summary of an application for the home page. */
export function rowOf(view: ApplicationView): Row {
  const { namespace, name, created, labels, report } = view;
  const { kind: type, source, revision, desired, ready, state, problem, targets, orphans } = report;
  const invalid: RowCause[] =
    problem === undefined
      ? []
      : [{ id: 'Invalid', state: 'Invalid', reason: 'Invalid', core: shortened(problem), clusters: [] }];
  return withoutUndefined({
    ...{ namespace, name, created, type, source, revision, desired, ready, state },
    labels: Object.keys(labels).length === 0 ? undefined : labels,
    orphans: orphans.length,
    groups: groupsOf(targets),
    causes: [...invalid, ...causesOf(targets).map((cause) => causeOf(cause, view))],
  });
}

function groupsOf(targets: readonly TargetReport[]): TargetGroup[] {
  const groups = new Map<string, TargetGroup & { readonly clusters: string[] }>();
  for (const target of targets) {
    const { state, revision, wanted, cluster = HOST } = target;
    const look = { state, revision, wanted, marks: marksOf(target) };
    const id = JSON.stringify(look);
    const group = groups.get(id);
    if (group) group.clusters.push(cluster);
    else groups.set(id, { ...withoutUndefined(look), clusters: [cluster] });
  }
  return [...groups.values()];
}

function marksOf({ reason, flags }: TargetReport): Mark[] {
  const { altered, drifted, sourceStale } = flags;
  const marks = { altered, drifted, expired: reason === 'PauseExpired', sourceStale };
  return (Object.keys(marks) as Mark[]).filter((mark) => marks[mark]);
}

function causeOf(cause: Cause, view: ApplicationView): RowCause {
  const { id, state, reason, targets } = cause;
  const clusters = targets.map(({ cluster = HOST }) => cluster);
  const core = shortened(cause.core);
  const own = targets.map((target) => shortened(coreOf(target.message) || target.reason));
  const cores = own.every((each) => each === core) ? undefined : own;
  return withoutUndefined({ id, state, reason, core, since: sinceOf(cause, view), clusters, cores });
}

function shortened(text: string): string {
  return text.length > LONGEST_CORE ? `${text.slice(0, LONGEST_CORE)}…` : text;
}
