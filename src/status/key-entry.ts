import type { Condition } from '../../imports/common';
import { canonicalJson, cut, integerOf, isMap, listOf, mapOf, stringOf, withoutUndefined } from '../json';
import { LONGEST_INVENTORY_ID, LONGEST_WORD } from './bounds';
import { attemptedRevision, newestDeployed } from './facts';
import type { FluxObject } from './flux-object';
import { isUnread, type Unread } from './observed';
import type { KeyEntry } from './stored-status';
import { carriedConditions, readyCondition, storedConditions } from './stored-status';
import type { TargetReport } from './target-report';

/** The input for an entry. */
export interface KeyEntryParts {
  readonly report: TargetReport;
  readonly object: FluxObject | Unread | undefined;
  /** The stored entry. */
  readonly stored?: KeyEntry;
  /** The limit for messages of the other conditions, in bytes. */
  readonly messageLimit: number;
  /** The limit for the inventory, in entries. */
  readonly inventoryLimit: number;
}

/**
 * The entry of a target: first the Ready condition for its determined state, then the other persistent conditions, and
 * the status fields of the old API versions (contract of the KubeSphere console).
 */
export function keyEntryOf(parts: KeyEntryParts): KeyEntry {
  const { report, object, stored } = parts;
  const { since: lastTransitionTime, attempt } = report;
  // the generation of a failed attempt shows whether a later failure belongs to the same attempt
  const own = withoutUndefined({ observedGeneration: attempt?.generation, lastTransitionTime });
  const ready: Condition = { type: 'Ready', ...readyCondition(report), ...own };
  if (isUnread(object)) {
    const others = storedConditions(stored).filter(({ type }) => type !== 'Ready');
    return { ...stored, conditions: [ready, ...others] };
  }
  if (object === undefined) return { conditions: [ready] };
  const conditions = [ready, ...carriedConditions(object, stored, parts.messageLimit)];
  const entry = report.kind === 'HelmRelease' ? helmReleaseEntry(object, report) : kustomizationEntry(object, parts);
  return settled({ conditions, ...withoutUndefined(entry) }, stored);
}

function helmReleaseEntry({ status, spec, metadata }: FluxObject, { revision }: TargetReport): KeyEntry {
  const fields = mapOf(status);
  return {
    observedGeneration: integerOf(fields.observedGeneration),
    failures: integerOf(fields.failures),
    installFailures: integerOf(fields.installFailures),
    upgradeFailures: integerOf(fields.upgradeFailures),
    lastHandledReconcileAt: wordOf(fields.lastHandledReconcileAt),
    lastAttemptedRevision: attemptedRevision(status),
    lastAppliedRevision: revision,
    lastReleaseRevision: newestDeployed(status)?.version,
    helmChart: wordOf(fields.helmChart) ?? templateOf(spec, metadata.namespace),
  };
}

/** The template. Flux leaves helmChart empty if there is a template, but the console expects it there. */
function templateOf(spec: unknown, namespace: string | undefined): string | undefined {
  const chartRef = mapOf(mapOf(spec).chartRef);
  const name = stringOf(chartRef.name);
  if (chartRef.kind !== 'HelmChart' || name === undefined) return undefined;
  return cut(`${stringOf(chartRef.namespace) ?? namespace ?? ''}/${name}`, LONGEST_WORD); // always with a slash
}

function kustomizationEntry({ status }: FluxObject, { report, inventoryLimit }: KeyEntryParts): KeyEntry {
  const fields = mapOf(status);
  return {
    observedGeneration: integerOf(fields.observedGeneration),
    lastAppliedRevision: report.revision,
    lastAttemptedRevision: attemptedRevision(status),
    lastHandledReconcileAt: wordOf(fields.lastHandledReconcileAt),
    inventory: inventoryOf(fields.inventory, inventoryLimit),
  };
}

function inventoryOf(inventory: unknown, limit: number): KeyEntry['inventory'] {
  if (!isMap(inventory)) return undefined;
  const entries = listOf(inventory.entries).flatMap((entry) => {
    const { id, v } = mapOf(entry);
    return isShort(id) && isShort(v) ? [{ id, v }] : [];
  });
  return { entries: entries.slice(0, limit) };
}

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_INVENTORY_ID;
}

/** A string that is normally short, truncated if necessary. */
function wordOf(value: unknown): string | undefined {
  const text = stringOf(value);
  return text === undefined || text === '' ? undefined : cut(text, LONGEST_WORD);
}

/**
 * Keeps the stored failure counter if nothing else has changed: a failing release increments it at every attempt, which
 * alone is no reason to write.
 */
function settled(entry: KeyEntry, stored: KeyEntry | undefined): KeyEntry {
  if (stored?.failures === undefined || entry.failures === undefined || entry.failures === 0) return entry;
  const steady = { ...entry, failures: stored.failures };
  return canonicalJson(steady) === canonicalJson(stored) ? steady : entry;
}
