import type { ApplicationStatus, ApplicationTargetStatus } from '../../imports/gitops.kubesphere.io';
import { LAST_REVISION, READY_NUMBER, TYPE } from '../application';
import { conditionsOfApplication, type StatusContext } from './application-conditions';
import type { ApplicationReport } from './application-report';
import { cut, LONGEST_WORD } from './bounds';
import { MOST_ORPHANS } from './orphans';
import { keyMapOf } from './stored-status';
import type { TargetReport } from './target-report';

/** The fields of an Application's status that a report decides; all others are somebody else's. */
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

/** The labels and annotations of an Application that a report decides. */
export interface StatusMetadata {
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined: the annotation is not to be there. */
  readonly annotations: Readonly<Record<string, string | undefined>>;
}

/** The status of an Application by a report, with all the fields that this project's CRD has. */
export function statusOf(report: ApplicationReport, context: StatusContext): ApplicationStatus {
  const { revision, source, orphans } = report;
  return {
    ...(context.generation === undefined ? {} : { observedGeneration: context.generation }),
    conditions: conditionsOfApplication(report, context),
    desired: report.desired,
    ready: report.ready,
    summary: `${report.ready}/${report.desired}`,
    ...(source === undefined ? {} : { source }),
    ...(revision === undefined ? {} : { revision: cut(revision, LONGEST_WORD) }),
    targets: [...report.targets, ...orphans.slice(0, MOST_ORPHANS)].map(rowOf),
    fluxApp: { [keyMapOf(report.kind)]: Object.fromEntries(report.entries) },
  };
}

/** The labels and the annotation that the KubeSphere console's list reads. */
export function metadataOf({ ready, desired, kind, revision }: ApplicationReport): StatusMetadata {
  return {
    // a label cannot hold a slash; the console shows one for the dash
    labels: { [READY_NUMBER]: `${ready}-${desired}`, [TYPE]: kind },
    annotations: { [LAST_REVISION]: revision === undefined ? undefined : cut(revision, LONGEST_WORD) },
  };
}

function rowOf({ key, cluster, namespace, name, state, reason, message, revision, since }: TargetReport) {
  const row: ApplicationTargetStatus = { key, cluster, namespace, name, state, reason, message, revision, since };
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as ApplicationTargetStatus;
}
