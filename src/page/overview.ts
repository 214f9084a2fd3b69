/** The data that the server sends to the page: plain data without values and without content of Secrets. */
import type { DeliveryKind } from '../kubernetes';
import type { StatusDocument } from '../observe';
import type { ApplicationState, State } from '../status';

/** All applications, as the home page shows them. */
export interface Overview {
  /** Increases with every change. Later changes are sent as events. */
  readonly revision: number;
  /** The current time, from which ages are calculated, in RFC 3339 format. */
  readonly now: string;
  readonly place: Place;
  /** Whether the server may pause and resume. */
  readonly mayPause: boolean;
  /** Whether the server may save new files. */
  readonly maySave: boolean;
  /** Why the cluster cannot be read at the moment. */
  readonly trouble?: string;
  /** The changes in a plan file. */
  readonly plan?: PlannedChanges;
  /** By namespace and name. */
  readonly rows: readonly Row[];
}

/** The place of the applications. */
export interface Place {
  /** The context of the kubeconfig, or a file. */
  readonly context: string;
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  /** The options by which a command finds the same cluster: `--context`, `prod`. @default - none */
  readonly options?: readonly string[];
}

/** The changes of a plan file. */
export interface PlannedChanges {
  /** The name of the file. */
  readonly file: string;
  /** `create`, `update` and so on, by address: `HelmRelease/shop/web--eu-1--web`. Unchanged objects are omitted. */
  readonly actions: Readonly<Record<string, PlannedAction>>;
}

/** The effect of a plan on an object. */
export type PlannedAction = 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'move';

/** The summary of an application. */
export interface Row {
  readonly namespace: string;
  readonly name: string;
  readonly created?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly type: DeliveryKind;
  readonly source?: string;
  readonly revision?: string;
  readonly desired: number;
  readonly ready: number;
  readonly state: ApplicationState;
  /** The number of objects that match no target. */
  readonly orphans: number;
  /** Its targets; targets that look the same are one group. */
  readonly groups: readonly TargetGroup[];
  /** Why targets are not ready, and the errors of the Application; the worst first. */
  readonly causes: readonly RowCause[];
  /** The addresses of its targets and orphaned objects that a plan file changes. Absent: there are none. */
  readonly planned?: readonly string[];
}

/** Targets that look the same. */
export interface TargetGroup {
  readonly state: State;
  readonly revision?: string;
  /** The requested version, if it differs from the running one. */
  readonly wanted?: string;
  readonly marks: readonly Mark[];
  /** The cluster of each target; `host` for the host. */
  readonly clusters: readonly string[];
}

/** Further facts about a target that are visible at a glance. */
export type Mark = 'altered' | 'drifted' | 'expired' | 'sourceStale';

/** Why targets of an application are not ready, or an error of the Application. */
export interface RowCause {
  /** Equal for equal causes, also of other applications. */
  readonly id: string;
  readonly state: State | 'Invalid';
  readonly reason: string;
  /** The essential part of the first target's message, in one line. */
  readonly core: string;
  readonly since?: string;
  /** The cluster of each of its targets. */
  readonly clusters: readonly string[];
  /** The essential part of each target's message, in the order of `clusters`. @default - `core` for all of them */
  readonly cores?: readonly string[];
}

/** An application in detail, as printed by `fluxapp status NAME -o json`, and the time of this state. */
export interface Detail {
  readonly now: string;
  readonly status: StatusDocument;
}

/** A request of the page to pause or resume an application on some clusters. */
export interface PauseOrder {
  readonly namespace: string;
  readonly name: string;
  /** The names of the clusters; empty: all clusters. */
  readonly clusters: readonly string[];
  /** The reason of a pause. */
  readonly reason?: string;
  /** The planned duration of a pause, such as 4h. @default - no planned end */
  readonly until?: string;
  /** Whether the API server only checks the changes and stores nothing. */
  readonly dryRun: boolean;
}

/** The response to a {@link PauseOrder}. */
export interface PauseAnswer {
  /** Whether all steps succeeded. */
  readonly isWell: boolean;
  /** Remarks about who will revert the change. */
  readonly remarks: readonly string[];
  readonly steps: readonly PauseStep[];
}

/** The change of a target or of the Application. */
export interface PauseStep {
  /** `apps/web eu-1-web: running → suspended by admin`, or why the step failed. */
  readonly text: string;
  readonly failed: boolean;
  /** Whether nothing was sent, because the target has no object. */
  readonly absent?: true;
  /** The patch that was sent, as JSON. */
  readonly patch?: string;
}

/** The data of a page that is a static file and sends no requests. */
export interface StaticData {
  readonly overview: Overview;
  /** By `namespace/name`. */
  readonly details: Readonly<Record<string, StatusDocument>>;
}
