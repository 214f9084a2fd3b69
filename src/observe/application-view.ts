import { objectId } from '../kubernetes';
import type { ApplicationOrigin, Desired, State, TargetReport } from '../status';
import {
  type ApplicationReport,
  isUnread,
  type ObjectRef,
  type Observed,
  readinessOf,
  reportOn,
  sourceOf,
} from '../status';

/** The state of a source of an application's charts or manifests. */
export interface SourceView {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Whether it is a template: targets refer to it directly, so that a change of it changes them. */
  readonly isTemplate: boolean;
  readonly state: State;
  readonly reason: string;
  readonly message: string;
  readonly revision?: string;
}

/** An application, as shown by commands. */
export interface ApplicationView {
  readonly namespace: string;
  readonly name: string;
  readonly generation?: number;
  readonly labels: Readonly<Record<string, string>>;
  /** The creation time in RFC 3339 format. */
  readonly created?: string;
  /** The time of this state, in RFC 3339 format. */
  readonly now: string;
  /** Whether its Application has the marks of synthesis: it comes from code, or from `fluxapp lower`. */
  readonly isSynthesized: boolean;
  readonly report: ApplicationReport;
  readonly sources: readonly SourceView[];
}

/** The input for a view. */
export interface ViewParts {
  readonly record: {
    readonly namespace: string;
    readonly name: string;
    readonly generation?: number;
    readonly created?: string;
    readonly allLabels: Readonly<Record<string, string>>;
    readonly desired: Desired;
    readonly origin: ApplicationOrigin;
  };
  readonly observed: Observed;
  /** The stored status, or the previously computed one. */
  readonly status: unknown;
  readonly now: string;
}

/** The watcher's report, together with the state of the sources, which the watcher does not write. */
export function viewOf({ record, observed, status, now }: ViewParts): ApplicationView {
  const { namespace, name, generation, created, allLabels: labels, desired, origin } = record;
  const report = reportOn({ desired, observed, origin, status, now });
  const isSynthesized = origin.digests !== undefined;
  const sources = sourcesOf(desired, observed);
  return { namespace, name, generation, labels, created, now, isSynthesized, report, sources };
}

/** The time at which a target entered its state, or was first seen in it before; undefined if it is first seen now. */
export function sinceOf(
  { since, firstSeen }: Pick<TargetReport, 'since' | 'firstSeen'>,
  { now }: ApplicationView,
): string | undefined {
  return firstSeen && since === now ? undefined : since;
}

function sourcesOf({ targets }: Desired, observed: Observed): SourceView[] {
  const refs = new Map<string, { ref: ObjectRef; isTemplate: boolean }>();
  for (const { chartRef, sourceRef } of targets) {
    if (chartRef) refs.set(objectId(chartRef), { ref: chartRef, isTemplate: true });
    if (sourceRef) refs.set(objectId(sourceRef), { ref: sourceRef, isTemplate: false });
  }
  return [...refs.values()].map(({ ref, isTemplate }) => ({ ...ref, isTemplate, ...standingOf(ref, observed) }));
}

function standingOf(ref: ObjectRef, observed: Observed): Pick<SourceView, 'state' | 'reason' | 'message' | 'revision'> {
  const found = sourceOf(observed, ref);
  if (found === undefined) return { state: 'Missing', reason: 'Missing', message: 'it does not exist' };
  if (isUnread(found)) return { state: 'Unknown', reason: found.unread, message: found.message };
  const { state, reason, message, revision } = readinessOf(found);
  return { state, reason, message, ...(revision === undefined ? {} : { revision }) };
}
