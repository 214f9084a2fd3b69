import type { Condition } from '../../../imports/common';
import { listOf } from '../../json';
import type { ApplicationRecord } from '../../observe';
import { storedStatus } from '../../observe';
import type { Observed, Schema } from '../../status';
import {
  ETCD_LIMIT,
  type FittedStatus,
  fittedStatus,
  metadataOf,
  OBJECT_LIMIT,
  type Patches,
  patchesOf,
  type StatusContext,
} from '../../status';

/** The report of an application, and the patches that write as much of it as fits. */
export interface Outcome extends Pick<FittedStatus, 'report' | 'bytes' | 'overflow'> {
  readonly patches: Patches;
}

/** The inputs of an outcome. */
export interface ReconcileParts {
  readonly record: ApplicationRecord;
  readonly observed: Observed;
  readonly schema: Schema;
  readonly extraConditions?: StatusContext['extraConditions'];
  /** The maximum size of the stored Application, in bytes. @default - what etcd accepts by default */
  readonly limit?: number;
  /** Date and time as in RFC 3339. */
  readonly now: string;
}

/** Computes the patches of an application from a snapshot of its objects. Pure. */
export function reconcile(parts: ReconcileParts): Outcome {
  const { record, observed, schema, extraConditions, now } = parts;
  // a stored object beyond the limit shows that this etcd accepts larger ones
  const { limit = record.othersBytes > ETCD_LIMIT ? Number.POSITIVE_INFINITY : OBJECT_LIMIT } = parts;
  const status = storedStatus(record);
  const storedConditions = listOf(status.conditions) as readonly Condition[];
  const context = { generation: record.generation, storedConditions, extraConditions, now };
  const evidence = { desired: record.desired, origin: record.origin, observed, status, now };
  const fitted = fittedStatus(evidence, context, schema, { others: record.othersBytes, limit, stored: status });
  const { report, bytes, overflow } = fitted;
  if (fitted.status === undefined) return { report, bytes, overflow, patches: {} };
  const stored = { metadata: { labels: record.labels, annotations: record.annotations }, status };
  const patches = patchesOf(stored, { status: fitted.status, metadata: metadataOf(report) }, schema);
  return { report, bytes, overflow, patches };
}
