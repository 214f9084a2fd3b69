import type { Condition } from '../../../imports/common';
import { listOf } from '../../json';
import type { ApplicationRecord } from '../../observe';
import { storedStatus } from '../../observe';
import type { Observed, Schema } from '../../status';
import {
  type ApplicationReport,
  metadataOf,
  type Patches,
  patchesOf,
  reportOn,
  type StatusContext,
  statusOfApplication,
} from '../../status';

/** The report of an application, and the patches that write it. */
export interface Outcome {
  readonly report: ApplicationReport;
  readonly patches: Patches;
}

/** Everything that an outcome depends on. */
export interface ReconcileParts {
  readonly record: ApplicationRecord;
  readonly observed: Observed;
  readonly schema: Schema;
  readonly extraConditions?: StatusContext['extraConditions'];
  /** Date and time as in RFC 3339. */
  readonly now: string;
}

/** Computes the patches of an application from a snapshot of its objects. Pure. */
export function reconcile({ record, observed, schema, extraConditions, now }: ReconcileParts): Outcome {
  const status = storedStatus(record);
  const report = reportOn({ desired: record.desired, origin: record.origin, observed, status, now });
  const storedConditions = listOf(status.conditions) as readonly Condition[];
  const context = { generation: record.generation, storedConditions, extraConditions, now };
  const stored = { metadata: { labels: record.labels, annotations: record.annotations }, status };
  const wanted = { status: statusOfApplication(report, context), metadata: metadataOf(report) };
  return { report, patches: patchesOf(stored, wanted, schema) };
}
