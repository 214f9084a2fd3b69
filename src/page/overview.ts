/** What the server sends to the page: plain data, which holds no values and nothing of a Secret. */
import type { DeliveryKind } from '../kubernetes';
import type { StatusDocument } from '../observe';
import type { ApplicationState, State } from '../status';

/** All applications, as the home page shows them. */
export interface Overview {
  /** Grows with every change; events since then complete it. */
  readonly revision: number;
  /** The clock that ages are counted by: date and time as in RFC 3339. */
  readonly now: string;
  readonly place: Place;
  /** Whether the server pauses and resumes. */
  readonly mayPause: boolean;
  /** Whether the server saves new files. */
  readonly maySave: boolean;
  /** Why the cluster cannot be read at the moment. */
  readonly trouble?: string;
  /** The changes in a plan file. */
  readonly plan?: PlannedChanges;
  /** By namespace and name. */
  readonly rows: readonly Row[];
}

/** Where the applications are. */
export interface Place {
  /** The context of the kubeconfig, or a file. */
  readonly context: string;
  /** Undefined: all namespaces. */
  readonly namespace?: string;
}

/** What a plan file changes. */
export interface PlannedChanges {
  /** Its name. */
  readonly file: string;
  /** `create`, `update` and so on, by address: `HelmRelease/shop/web--eu-1--web`. What stays as it is, is left out. */
  readonly actions: Readonly<Record<string, PlannedAction>>;
}

/** The effect of a plan on an object. */
export type PlannedAction = 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'move';

/** An application in short. */
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
  /** Objects that no target wants. */
  readonly orphans: number;
  /** Its targets; those that look the same are one group. */
  readonly groups: readonly TargetGroup[];
  /** Why targets are not ready, and what is wrong with the Application; the worst first. */
  readonly causes: readonly RowCause[];
}

/** Targets that look the same. */
export interface TargetGroup {
  readonly state: State;
  readonly revision?: string;
  /** The version that is to run, where another one runs. */
  readonly wanted?: string;
  readonly marks: readonly Mark[];
  /** The cluster of each of them; `host` for the host. */
  readonly clusters: readonly string[];
}

/** What else is to be seen of a target at a glance. */
export type Mark = 'altered' | 'drifted' | 'expired' | 'sourceStale';

/** Why targets of an application are not ready, or what is wrong with it. */
export interface RowCause {
  /** Equal for causes that say the same, of other applications too. */
  readonly id: string;
  readonly state: State | 'Invalid';
  readonly reason: string;
  /** What matters in the message, in one line. */
  readonly core: string;
  readonly since?: string;
  /** The cluster of each of its targets. */
  readonly clusters: readonly string[];
}

/** An application in detail, as `fluxapp status NAME -o json` prints it, and the time that this was so. */
export interface Detail {
  readonly now: string;
  readonly status: StatusDocument;
}

/** What the page asks for: to pause or resume an application on some clusters. */
export interface PauseOrder {
  readonly namespace: string;
  readonly name: string;
  /** Names of clusters; none: all of them. */
  readonly clusters: readonly string[];
  /** Of a pause. */
  readonly reason?: string;
  /** When a pause is to end: a duration, such as 4h. @default - nobody says */
  readonly until?: string;
  /** The API server checks everything, and stores nothing. */
  readonly dryRun: boolean;
}

/** What came of it. */
export interface PauseAnswer {
  /** Whether every step went well. */
  readonly isWell: boolean;
  /** Who will undo it. */
  readonly remarks: readonly string[];
  readonly steps: readonly PauseStep[];
}

/** A target or the Application. */
export interface PauseStep {
  /** `apps/web eu-1-web: running → suspended by admin`, or why that failed. */
  readonly text: string;
  readonly failed: boolean;
  /** The patch that was sent, as JSON. */
  readonly patch?: string;
}

/** What a page that is a file shows: it asks for nothing. */
export interface StaticData {
  readonly overview: Overview;
  /** By `namespace/name`. */
  readonly details: Readonly<Record<string, StatusDocument>>;
}
