import type { Condition } from '../../imports/common';
import type { ApplicationStatus, ApplicationTargetStatus } from '../../imports/gitops.kubesphere.io';
import { LAST_REVISION, READY_NUMBER, TYPE } from '../application';
import { cut, dateTimeOf, isMap, withoutUndefined } from '../json';
import { type ApplicationReport, MOST_ORPHANS } from './application-report';
import { LONGEST_WORD } from './bounds';
import { PAUSE_EXPIRED } from './pause';
import type { ApplicationState } from './ranking';
import { keyMapOf } from './stored-status';
import type { TargetReport } from './target-report';

/** The fields of an Application's status that a report determines; others are not written. */
export const STATUS_FIELDS = [
  'observedGeneration',
  'conditions',
  'desired',
  'ready',
  'summary',
  'source',
  'revision',
  'targets',
] as const satisfies readonly (keyof ApplicationStatus)[];

/** The labels and annotations of an Application that a report determines. */
export interface StatusMetadata {
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined: remove the annotation. */
  readonly annotations: Readonly<Record<string, string | undefined>>;
}

/** The status of an Application for a report, with all the fields of this project's CRD. */
export function statusOfApplication(report: ApplicationReport, context: StatusContext): ApplicationStatus {
  const { revision, source, orphans } = report;
  return withoutUndefined({
    observedGeneration: context.generation,
    conditions: conditionsOfApplication(report, context),
    desired: report.desired,
    ready: report.ready,
    summary: `${report.ready}/${report.desired}`,
    source,
    revision: revision && cut(revision, LONGEST_WORD),
    targets: [...report.targets, ...orphans.slice(0, MOST_ORPHANS)].map(rowOf),
    fluxApp: { [keyMapOf(report.kind)]: Object.fromEntries(report.entries) },
  });
}

/** The labels and the annotation that the list in KubeSphere's console reads. */
export function metadataOf({ ready, desired, kind, revision }: ApplicationReport): StatusMetadata {
  return {
    // a label cannot contain a slash; the console shows one instead of the dash
    labels: { [READY_NUMBER]: `${ready}-${desired}`, [TYPE]: kind },
    annotations: { [LAST_REVISION]: revision === undefined ? undefined : cut(revision, LONGEST_WORD) },
  };
}

function rowOf({
  key,
  cluster,
  namespace,
  name,
  state,
  reason,
  message,
  revision,
  since,
}: TargetReport): ApplicationTargetStatus {
  return withoutUndefined({ key, cluster, namespace, name, state, reason, message, revision, since });
}

/** Further inputs for the status of an Application. */
export interface StatusContext {
  readonly generation?: number;
  /** The stored conditions. */
  readonly storedConditions: readonly Condition[];
  /** Conditions that do not depend on the report. */
  readonly extraConditions?: readonly DecidedCondition[];
  /** The current time in RFC 3339 format. */
  readonly now: string;
}

/** The limit for the message of a condition, in bytes. */
const LONGEST_MESSAGE = 1024;

/** A condition of an Application without the fields that depend on its stored state. */
export type DecidedCondition = Omit<Condition, 'lastTransitionTime' | 'observedGeneration'>;

/**
 * The conditions of an Application: always Ready, and if applicable Stalled, Orphaned, PauseExpired, FieldsDropped,
 * Contended and TooLarge, so that `kubectl wait` and kstatus interpret it like Flux's own objects. Conditions of other
 * types are kept.
 */
export function conditionsOfApplication(report: ApplicationReport, context: StatusContext): Condition[] {
  const decided = [
    readyOf(report),
    ...stalledOf(report),
    ...orphanedOf(report),
    ...expiredOf(report),
    ...droppedOf(report),
    ...(context.extraConditions ?? []),
  ];
  const ours = new Set(['Ready', 'Stalled', 'Orphaned', PAUSE_EXPIRED, 'FieldsDropped', 'Contended', 'TooLarge']);
  const others = context.storedConditions.filter((stored) => isMap(stored) && !ours.has(stored.type));
  return [...decided.map((condition) => dated(condition, context)), ...others];
}

const FAILED: ReadonlySet<ApplicationState> = new Set(['Failed', 'Stalled', 'Invalid']);

/** The Ready condition. As for a target, its status is Unknown if the application is neither ready nor failed. */
function readyOf({ state, message }: ApplicationReport): DecidedCondition {
  const status = FAILED.has(state) ? 'False' : state === 'Ready' ? 'True' : 'Unknown';
  return { type: 'Ready', status, reason: state, message: cut(message, LONGEST_MESSAGE) };
}

function stalledOf({ targets }: ApplicationReport): DecidedCondition[] {
  const stalled = targets.filter(({ state }) => state === 'Stalled').map(({ key }) => key);
  if (stalled.length === 0) return [];
  const message = `Flux has given up until something changes: ${stalled.join(', ')}`;
  return [{ type: 'Stalled', status: 'True', reason: 'Stalled', message: cut(message, LONGEST_MESSAGE) }];
}

function orphanedOf({ orphans }: ApplicationReport): DecidedCondition[] {
  if (orphans.length === 0) return [];
  const message = `${orphans.length} left over: ${orphans.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`;
  return [{ type: 'Orphaned', status: 'True', reason: 'Orphaned', message: cut(message, LONGEST_MESSAGE) }];
}

function expiredOf({ targets }: ApplicationReport): DecidedCondition[] {
  const expired = targets.filter(({ reason }) => reason === PAUSE_EXPIRED);
  if (expired.length === 0) return [];
  const named = expired.map(({ key, pause }) => `${key} since ${pause?.until}`).join(', ');
  const message = `paused beyond the planned end, fluxapp resume --expired ends it: ${named}`;
  return [{ type: PAUSE_EXPIRED, status: 'True', reason: PAUSE_EXPIRED, message: cut(message, LONGEST_MESSAGE) }];
}

function droppedOf({ targets }: ApplicationReport): DecidedCondition[] {
  const fields = [...new Set(targets.flatMap(({ dropped = [] }) => dropped))].sort();
  if (fields.length === 0) return [];
  const message = `the installed CRD of the Application does not have these fields, which its objects have: ${fields.join(', ')}`;
  return [{ type: 'FieldsDropped', status: 'True', reason: 'CrdLacksFields', message: cut(message, LONGEST_MESSAGE) }];
}

function dated(decided: DecidedCondition, { generation, storedConditions, now }: StatusContext): Condition {
  const stored = storedConditions.find((condition) => isMap(condition) && condition.type === decided.type);
  const unchanged = stored?.status === decided.status && stored.reason === decided.reason;
  return withoutUndefined({
    type: decided.type,
    status: decided.status,
    observedGeneration: generation,
    lastTransitionTime: (unchanged ? dateTimeOf(stored.lastTransitionTime) : undefined) ?? now,
    reason: decided.reason,
    message: decided.message,
  });
}
