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
 * The version of what `-o json` and `-o yaml` print. Fields may be added to it; none changes its meaning or goes away
 * without another version.
 */
export const STATUS_VERSION = 'fluxapp/v1';

/** An application. */
export interface StatusDocument {
  readonly apiVersion: typeof STATUS_VERSION;
  readonly kind: 'Status';
  readonly namespace: string;
  readonly name: string;
  readonly created?: string;
  /** Of the Application. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly type: DeliveryKind;
  readonly source?: string;
  readonly revision?: string;
  readonly desired: number;
  readonly ready: number;
  readonly state: ApplicationState;
  readonly message: string;
  /** What is wrong with the Application, where its state is Invalid. */
  readonly problem?: string;
  /** There is no Application: the targets are those whose objects are there. */
  readonly undeclared?: true;
  /** Why targets are not ready, the worst first. */
  readonly causes: readonly StatusCause[];
  readonly targets: readonly StatusTarget[];
  readonly orphans: readonly StatusTarget[];
  readonly sources: readonly SourceView[];
}

/** A target, or an object that none wants. */
export interface StatusTarget {
  readonly key: string;
  readonly cluster?: string;
  /** The Secret or ConfigMap that the cluster is reached by, where it has another name. */
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
  /** The version of the chart that its object asks for, where that is one version and another one than runs. */
  readonly wanted?: string;
  readonly suspended: boolean;
  /** Why, by whom, since when and until when it is suspended, as far as somebody has noted it. */
  readonly pause?: Pause;
  readonly since?: string;
  readonly flags: readonly (keyof Flags)[];
  /** What has changed its object between synthesis and cluster. */
  readonly altered?: { readonly fields: readonly string[]; readonly by: readonly string[] };
  /** Fields of its object that the installed CRD has dropped from the Application. */
  readonly dropped?: readonly string[];
}

/** What several targets have in common that are not ready. */
export interface StatusCause {
  readonly state: State;
  readonly reason: string;
  /** What matters in the message. */
  readonly core: string;
  /** The message of one of them. */
  readonly message: string;
  /** When the first of them came into this state. */
  readonly since?: string;
  /** Their keys. */
  readonly targets: readonly string[];
}

/** The list of them. */
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
