import type { Condition } from '../../imports/common';
import type { HelmReleaseTargetStatus, KustomizationTargetStatus } from '../../imports/gitops.kubesphere.io';
import { canonicalJson } from '../model/digest';
import { cut, LONGEST_REVISION } from './bounds';
import { conditionsOf, type FluxCondition } from './conditions';
import type { FluxObject } from './flux-object';
import { newestDeployed } from './helm-release-history';
import { isUnread, type Unread } from './observed';
import { readyCondition } from './readiness';
import type { TargetReport } from './target-report';
import { integerOf, isMap, stringOf } from './untyped';

/** What the KEY of a target maps to, in the shape that the KubeSphere console reads. */
export type KeyEntry = HelmReleaseTargetStatus & KustomizationTargetStatus;

/** What goes into an entry. */
export interface KeyEntryParts {
  readonly report: TargetReport;
  readonly object: FluxObject | Unread | undefined;
  /** The entry as it is stored. */
  readonly stored?: KeyEntry;
  /** Of the other conditions' messages, in characters. */
  readonly messageLimit: number;
  /** Of the inventory, in entries. */
  readonly inventoryLimit: number;
}

/**
 * The entry of a target: the Ready condition first, that of its decided state, then the others that last, and what of
 * the object's status the old API versions had (contract of the KubeSphere console).
 */
export function keyEntryOf(parts: KeyEntryParts): KeyEntry {
  const { report, object, stored } = parts;
  const ready: Condition = { type: 'Ready', ...readyCondition(report), lastTransitionTime: report.since };
  if (isUnread(object)) {
    const others = (stored?.conditions ?? []).filter(({ type }) => type !== 'Ready');
    return { ...stored, conditions: [ready, ...others] };
  }
  if (object === undefined) return { conditions: [ready] };
  const conditions = [ready, ...carried(object, parts)];
  const entry = report.kind === 'HelmRelease' ? helmReleaseEntry(object, report) : kustomizationEntry(object, parts);
  return settled({ conditions, ...present(entry) }, stored);
}

/** Conditions that last, in this order. Reconciling never: it comes and goes at every interval. */
const CARRIED = ['Released', 'TestSuccess', 'Remediated', 'Drifted', 'Stalled', 'Healthy'];

function carried(object: FluxObject, { stored, messageLimit }: KeyEntryParts): Condition[] {
  const conditions = conditionsOf(object);
  return CARRIED.flatMap((type) => {
    const before = stored?.conditions?.find((condition) => condition.type === type);
    const condition = conditions.find((candidate) => candidate.type === type);
    const written = condition && writable(condition, messageLimit);
    // a Kustomization takes Healthy back at every interval, and says each time how long it took
    if (type === 'Healthy' && before && (written?.status === 'Unknown' || isSame(written, before))) return [before];
    return written ? [written] : [];
  });
}

function isSame(one: Condition | undefined, other: Condition): boolean {
  return one?.status === other.status && one.reason === other.reason;
}

const REASON = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;
const LONGEST_REASON = 1024;

/** The condition as the schema takes it; undefined where it does not. */
function writable(
  { type, status, reason, message, lastTransitionTime }: FluxCondition,
  messageLimit: number,
): Condition | undefined {
  if (status !== 'True' && status !== 'False' && status !== 'Unknown') return undefined;
  if (reason === undefined || reason.length > LONGEST_REASON || !REASON.test(reason)) return undefined;
  if (lastTransitionTime === undefined) return undefined;
  return { type, status, reason, message: cut(message ?? '', messageLimit), lastTransitionTime };
}

function helmReleaseEntry({ status, spec, metadata }: FluxObject, { revision }: TargetReport): KeyEntry {
  const told = isMap(status) ? status : {};
  return {
    observedGeneration: integerOf(told.observedGeneration),
    failures: integerOf(told.failures),
    installFailures: integerOf(told.installFailures),
    upgradeFailures: integerOf(told.upgradeFailures),
    lastHandledReconcileAt: revisionText(told.lastHandledReconcileAt),
    lastAttemptedRevision: revisionText(told.lastAttemptedRevision),
    lastAppliedRevision: revision,
    lastReleaseRevision: newestDeployed(status)?.version,
    helmChart: revisionText(told.helmChart) ?? templateOf(spec, metadata.namespace),
  };
}

/** With a template Flux leaves helmChart empty; the console looks for it there. */
function templateOf(spec: unknown, namespace: string | undefined): string | undefined {
  const chartRef = isMap(spec) && isMap(spec.chartRef) ? spec.chartRef : {};
  const name = stringOf(chartRef.name);
  if (chartRef.kind !== 'HelmChart' || name === undefined) return undefined;
  return `${stringOf(chartRef.namespace) ?? namespace ?? ''}/${name}`;
}

function kustomizationEntry({ status }: FluxObject, { report, inventoryLimit }: KeyEntryParts): KeyEntry {
  const told = isMap(status) ? status : {};
  return {
    observedGeneration: integerOf(told.observedGeneration),
    lastAppliedRevision: report.revision,
    lastAttemptedRevision: revisionText(told.lastAttemptedRevision),
    lastHandledReconcileAt: revisionText(told.lastHandledReconcileAt),
    inventory: inventoryOf(told.inventory, inventoryLimit),
  };
}

function inventoryOf(inventory: unknown, limit: number): KeyEntry['inventory'] {
  if (!isMap(inventory) || !Array.isArray(inventory.entries)) return undefined;
  const entries = inventory.entries.flatMap((entry) => {
    const { id, v } = isMap(entry) ? entry : {};
    return typeof id === 'string' && typeof v === 'string' ? [{ id, v }] : [];
  });
  return { entries: entries.slice(0, limit) };
}

function revisionText(value: unknown): string | undefined {
  const text = stringOf(value);
  return text === undefined || text === '' ? undefined : cut(text, LONGEST_REVISION);
}

function present(entry: KeyEntry): KeyEntry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

/** A release that goes on failing counts up at every attempt: that alone is no reason to write. */
function settled(entry: KeyEntry, stored: KeyEntry | undefined): KeyEntry {
  if (stored?.failures === undefined || entry.failures === undefined || entry.failures === 0) return entry;
  const steady = { ...entry, failures: stored.failures };
  return canonicalJson(steady) === canonicalJson(stored) ? steady : entry;
}
