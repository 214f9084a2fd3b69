import type { Condition } from '../../../imports/common';
import { listOf } from '../../json/untyped';
import type { ApplicationRecord } from '../../observe/application-record';
import { type ApplicationReport, reportOn } from '../../status/application-report';
import { metadataOf, type StatusContext, statusOf } from '../../status/application-status';
import type { Observed } from '../../status/observed';
import { type Patches, patchesOf } from '../../status/patches';
import type { Schema } from '../../status/schema-projection';

/** What is to be written of an application, and what it was made from. */
export interface Outcome {
  readonly report: ApplicationReport;
  readonly patches: Patches;
}

/** What an outcome depends on. */
export interface ReconcileParts {
  readonly record: ApplicationRecord;
  readonly observed: Observed;
  readonly schema: Schema;
  readonly extraConditions?: StatusContext['extraConditions'];
  /** Date and time as in RFC 3339. */
  readonly now: string;
}

/** From what is known of an application to what is to be written: pure. */
export function reconcile({ record, observed, schema, extraConditions, now }: ReconcileParts): Outcome {
  const status = storedStatus(record);
  const report = reportOn({ desired: record.desired, observed, status, now });
  const storedConditions = listOf(status.conditions) as readonly Condition[];
  const context = { generation: record.generation, storedConditions, extraConditions, now };
  const stored = { metadata: { labels: record.labels, annotations: record.annotations }, status };
  const wanted = { status: statusOf(report, context), metadata: metadataOf(report) };
  return { report, patches: patchesOf(stored, wanted, schema) };
}

/** The part of the stored status that a report decides. */
export function storedStatus({ statusJson }: ApplicationRecord): Readonly<Record<string, unknown>> {
  return JSON.parse(statusJson);
}
