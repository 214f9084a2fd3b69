import { withoutUndefined } from '../json';
import type { DeliveryKind } from '../kubernetes';
import {
  type ApplicationState,
  type Cause,
  causesOf,
  type Flags,
  type Pause,
  type State,
  type TargetReport,
} from '../status';
import { type ApplicationView, type SourceView, sinceOf } from './application-view';

/**
 * The version of the output of `-o json` and `-o yaml`. Fields may be added; changing the meaning of a field or
 * removing one needs another version.
 */
export const STATUS_VERSION = 'fluxapp/v1';

/** An application. */
export interface StatusDocument {
  readonly apiVersion: typeof STATUS_VERSION;
  readonly kind: 'Status';
  readonly namespace: string;
  readonly name: string;
  readonly created?: string;
  /** The labels of the Application. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly type: DeliveryKind;
  readonly source?: string;
  readonly revision?: string;
  readonly desired: number;
  readonly ready: number;
  readonly state: ApplicationState;
  readonly message: string;
  /** The error in the Application, if its state is Invalid. */
  readonly problem?: string;
  /** There is no Application: the targets are the existing objects. */
  readonly undeclared?: true;
  /** Why targets are not ready, the worst first. */
  readonly causes: readonly StatusCause[];
  readonly targets: readonly StatusTarget[];
  readonly orphans: readonly StatusTarget[];
  readonly sources: readonly SourceView[];
}

/** A target, or an orphan. */
export interface StatusTarget {
  readonly key: string;
  readonly cluster?: string;
  /** The Secret or ConfigMap of the cluster, if its name differs from the cluster's. */
  readonly kubeConfig?: string;
  readonly namespace?: string;
  readonly kind: DeliveryKind;
  readonly name: string;
  /** The number of its wave, from 1, in an application with waves. */
  readonly wave?: number;
  readonly state: State;
  readonly reason: string;
  readonly message: string;
  readonly revision?: string;
  /** The requested chart version, if it is an exact version and differs from the running one. */
  readonly wanted?: string;
  readonly suspended: boolean;
  /** The reason, author, start and end of the pause, if recorded. */
  readonly pause?: Pause;
  readonly since?: string;
  readonly flags: readonly (keyof Flags)[];
  /** The changes of its object between synthesis and cluster. */
  readonly altered?: { readonly fields: readonly string[]; readonly by: readonly string[] };
  /** Fields of its object that the installed CRD dropped from the Application. */
  readonly dropped?: readonly string[];
}

/** The common cause of several targets that are not ready. */
export interface StatusCause {
  readonly state: State;
  readonly reason: string;
  /** The essential part of the message. */
  readonly core: string;
  /** The message of the first target. */
  readonly message: string;
  /** The time at which the first target entered this state. */
  readonly since?: string;
  /** The KEYs of the targets. */
  readonly targets: readonly string[];
}

/** A list of applications. */
export interface StatusListDocument {
  readonly apiVersion: typeof STATUS_VERSION;
  readonly kind: 'StatusList';
  readonly items: readonly StatusDocument[];
}

export function statusDocument(view: ApplicationView): StatusDocument {
  const { namespace, name, created, report } = view;
  const { kind: type, source, revision, desired, ready, state, message, problem, undeclared } = report;
  const labels = Object.keys(view.labels).length === 0 ? undefined : view.labels;
  return withoutUndefined({
    apiVersion: STATUS_VERSION,
    kind: 'Status' as const,
    ...{
      namespace,
      name,
      created,
      labels,
      type,
      source,
      revision,
      desired,
      ready,
      state,
      message,
      problem,
      undeclared,
    },
    causes: causesOf(report.targets).map((cause) => causeOf(cause, view)),
    targets: report.targets.map((target) => targetOf(target, view)),
    orphans: report.orphans.map((orphan) => targetOf(orphan, view)),
    sources: view.sources.map((source) => withoutUndefined(source)),
  });
}

export function statusListDocument(views: readonly ApplicationView[]): StatusListDocument {
  return { apiVersion: STATUS_VERSION, kind: 'StatusList', items: views.map(statusDocument) };
}

function causeOf(cause: Cause, view: ApplicationView): StatusCause {
  const { state, reason, core, message, targets } = cause;
  return withoutUndefined({
    ...{ state, reason, core, message },
    since: sinceOf(cause, view),
    targets: targets.map(({ key }) => key),
  });
}

function targetOf(target: TargetReport, view: ApplicationView): StatusTarget {
  const { key, cluster, kubeConfig, namespace, kind, name, wave, state, reason, message, revision } = target;
  const { wanted, pause, flags, altered, dropped } = target;
  return withoutUndefined({
    ...{ key, cluster, kubeConfig, namespace, kind, name, wave, state, reason, message, revision, wanted },
    suspended: state === 'Suspended',
    pause,
    since: sinceOf(target, view),
    flags: Object.keys(flags).sort() as (keyof Flags)[],
    altered,
    dropped,
  });
}
