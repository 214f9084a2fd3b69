import type { Condition } from '../../imports/common';
import type { ApplicationStatus, ApplicationTargetStatus } from '../../imports/gitops.kubesphere.io';
import { listOf, mapOf, storedBytes, withoutUndefined } from '../json';
import { type ApplicationReport, messageOf, type ReportParts, reportOn } from './application-report';
import { type DecidedCondition, type StatusContext, statusOfApplication } from './application-status';
import { type MessageLimits, messageLimits, SHORT_MESSAGES } from './bounds';
import { project, type Schema } from './schema';
import { type KeyEntry, keyMapOf } from './stored-status';

/**
 * Fits the status of an Application into its object. Spec, status and managedFields are one object, whose size etcd
 * limits. A status that does not fit is shortened in the order of `candidates()`.
 */

/** etcd accepts requests of up to 1.5 MiB, including up to 1 KiB in addition to the object. */
export const ETCD_LIMIT = 1536 * 1024;

/**
 * The limit for an object with its status. The rest is for the request, labels and an annotation. If an object is too
 * large for etcd, the API server drops its managedFields and tries again; appliers then lose track of the fields that
 * they own, so the object must stay below the limit.
 */
export const OBJECT_LIMIT = ETCD_LIMIT - 4 * 1024;

/** The space for a status in an object. */
export interface Room {
  /** The size in bytes of the stored object without its status and the fields written with it. */
  readonly others: number;
  /** The limit for the whole object, in bytes. */
  readonly limit: number;
  /** The stored status. */
  readonly stored?: unknown;
}

/** A report, and the most complete status for it that fits. */
export interface FittedStatus {
  readonly report: ApplicationReport;
  /** Undefined if nothing fits. */
  readonly status?: ApplicationStatus;
  /** The size in bytes that the stored object would have with this status. */
  readonly bytes: number;
  /** Why not every target is included; undefined if all are. */
  readonly overflow?: string;
}

/** The report of an application, and its status, shortened to fit into the stored object. Pure. */
export function fittedStatus(parts: ReportParts, context: StatusContext, schema: Schema, room: Room): FittedStatus {
  const report = reportOn(parts);
  const { status: statusSchema } = mapOf(schema.properties);
  for (const { status: wanted, messages, overflow } of candidates(report, parts, context)) {
    const status = project(wanted, statusSchema) as ApplicationStatus;
    const bytes = room.others + bytesOf(status) + reservedFor(status, messages);
    // a status fits if it is not larger than the stored one
    const hasRoom = bytes <= room.limit || (overflow !== undefined && bytesOf(status) <= bytesOf(mapOf(room.stored)));
    if (hasRoom) return withoutUndefined({ report, status, bytes, overflow });
  }
  return { report, bytes: room.others, overflow: `the Application leaves no room for a status: ${REMEDY}` };
}

const REMEDY = 'move values to ConfigMaps, or deliver it as several Applications';

/** A candidate for the status. */
interface Candidate {
  readonly status: ApplicationStatus;
  /** The limits for its messages: of ready targets, of targets that are not ready, and of other conditions. */
  readonly messages: MessageLimits & { readonly unready: number };
  readonly overflow?: string;
}

/**
 * The candidates, each smaller than the previous one, in the order documented in docs/status.md. Data for the console
 * is omitted last, and data about failed targets after data about ready ones.
 */
function* candidates(report: ApplicationReport, parts: ReportParts, context: StatusContext): Generator<Candidate> {
  const { ready, others } = messageLimits(report.desired);
  let status = statusOfApplication(report, context);
  yield { status, messages: { ready, unready: ready, others } };
  status = withEntries(status, ({ inventory: _, ...entry }) => entry);
  yield { status, messages: { ready, unready: ready, others } };
  status = withMessages(status, (isReady) => isReady);
  yield { status, messages: { ready: 0, unready: ready, others } };
  status = withEntries(status, readyAlone);
  yield { status, messages: { ready: 0, unready: ready, others: 0 } };

  // messages are shortened when they are created, so that a stored message that differs only in numbers is kept
  const short = reportOn({ ...parts, messages: SHORT_MESSAGES });
  const messages = { ready: 0, unready: SHORT_MESSAGES.ready, others: 0 };
  status = withMessages(statusOfApplication(short, context), (isReady) => isReady);
  status = withEntries(status, ({ inventory: _, ...entry }) => readyAlone(entry));
  yield { status, messages };

  status = { ...status, targets: status.targets?.filter(({ state }) => state !== 'Ready') };
  yield { status, messages };
  status = withoutUndefined({ ...status, targets: undefined });
  yield { status, messages };
  status = withEntries(status, attemptAlone);
  yield { status, messages };

  // a message that is not stored cannot be restored, but its reason can
  const targets = short.targets.map((target) => ({ ...target, message: target.reason }));
  const bare = { ...short, message: messageOf(targets, parts.desired) };
  const { targets: _, ...keys } = statusOfApplication(bare, context);
  status = withEntries(
    withMessages(keys, () => true),
    ({ conditions = [] }) => ({ conditions: conditions.slice(0, 1) }),
  );
  yield { status, messages: NO_MESSAGES };

  const overflow = `the Application leaves no room for the states of its ${report.desired} targets: ${REMEDY}`;
  const condition: DecidedCondition = { type: 'TooLarge', status: 'True', reason: 'TooLarge', message: overflow };
  const extraConditions = [...(context.extraConditions ?? []), condition];
  const { targets: __, ...least } = statusOfApplication(bare, { ...context, extraConditions });
  yield { status: { ...least, fluxApp: { [keyMapOf(report.kind)]: {} } }, messages: NO_MESSAGES, overflow };
}

const NO_MESSAGES = { ready: 0, unready: 0, others: 0 };

function withEntries(status: ApplicationStatus, change: (entry: KeyEntry) => KeyEntry): ApplicationStatus {
  const maps = (['HelmRelease', 'Kustomization'] as const).map(keyMapOf).flatMap((name) => {
    const entries = status.fluxApp?.[name];
    if (entries === undefined) return [];
    return [[name, Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, change(entry)]))] as const];
  });
  return { ...status, fluxApp: Object.fromEntries(maps) };
}

/** The status without the messages of some targets. Conditions get an empty message, because the field is required. */
function withMessages(status: ApplicationStatus, isCut: (isReady: boolean) => boolean): ApplicationStatus {
  const cut = withEntries(status, (entry) => {
    const [ready, ...others] = listOf(entry.conditions) as readonly Condition[];
    if (ready === undefined || !isCut(ready.status === 'True')) return entry;
    return { ...entry, conditions: [{ ...ready, message: '' }, ...others] };
  });
  const rowOf = (row: ApplicationTargetStatus) => {
    const { message: _, ...rest } = row;
    return isCut(row.state === 'Ready') ? rest : row;
  };
  return withoutUndefined({ ...cut, targets: status.targets?.map(rowOf) });
}

function readyAlone(entry: KeyEntry): KeyEntry {
  return { ...entry, conditions: entry.conditions?.slice(0, 1) };
}

/**
 * The conditions, and for a target that is not ready, the attempted revision, which shows whether a later failure
 * belongs to the same attempt.
 */
function attemptAlone({ conditions, lastAttemptedRevision }: KeyEntry): KeyEntry {
  const isReady = conditions?.[0]?.status === 'True';
  return withoutUndefined({ conditions, lastAttemptedRevision: isReady ? undefined : lastAttemptedRevision });
}

/** The size of a status in the stored object, including its managedFields. */
function bytesOf(status: ApplicationStatus): number {
  const conditions = (status.conditions ?? []).map(
    (condition) => keyBytes(`k:${JSON.stringify({ type: condition.type })}`) + ownedBytes(condition),
  );
  return storedBytes({ status }) + ownedBytes({ status }) + conditions.reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * The size of managedFields for a value: `{".":{},"f:key":{}}` for every map. Lists are owned as a whole, except the
 * conditions of the Application.
 */
function ownedBytes(value: unknown): number {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '{}'.length;
  const fields = Object.entries(value).map(([key, field]) => keyBytes(`f:${key}`) + ownedBytes(field));
  return fields.reduce((sum, bytes) => sum + bytes, '{".":{}}'.length);
}

/** The size of `,"f:key":`. */
function keyBytes(key: string): number {
  return storedBytes(key) + ',:'.length;
}

/**
 * The space that the messages could need in addition to their current length. It is reserved so that what is omitted
 * does not depend on the current length of messages: they change at every attempt, and a truncated message is short
 * when it is read back from the stored status.
 */
function reservedFor(status: ApplicationStatus, limits: Candidate['messages']): number {
  const { helmReleaseStatus, kustomizationStatus } = status.fluxApp ?? {};
  const entries: KeyEntry[] = Object.values({ ...helmReleaseStatus, ...kustomizationStatus });
  let bytes = 0;
  const reserve = (message: string | undefined, limit: number) => {
    bytes += Math.max(0, limit + '""'.length - storedBytes(message ?? ''));
  };
  for (const { conditions = [] } of entries) {
    const [ready, ...others] = conditions;
    if (ready !== undefined) reserve(ready.message, ready.status === 'True' ? limits.ready : limits.unready);
    for (const { message } of others) reserve(message, limits.others);
  }
  for (const { state, message } of status.targets ?? [])
    if (state !== 'Orphaned') reserve(message, state === 'Ready' ? limits.ready : limits.unready);
  return bytes;
}
