import type { ApplyStage, ApplyStep, Deletion, Plan } from '../../../change';
import type { Compared } from '../../plan/format';
import type { WaitEnd } from '../../wait/until';
import type { Written } from '../send';

/** The progress of an apply. */
export interface ApplyResult {
  readonly created: number;
  readonly changed: number;
  readonly failed: number;
  /** Objects that were not tried. */
  readonly left: number;
  readonly unchanged: number;
  readonly deleted: number;
  /** Objects that were to be deleted and still exist. */
  readonly undeleted: number;
}

/** Prints the plan, and the result for each object. */
export interface ApplyOutput {
  planned(plan: Plan, compared: Compared, stages: readonly ApplyStage[], deletions: readonly Deletion[]): void;
  /** Nothing is applied. @param message the reason */
  refused(message: string): void;
  written(step: ApplyStep, written: Written): void;
  /** The object is gone. */
  deleted(deletion: Deletion): void;
  /** The object cannot be deleted. */
  undeleted(deletion: Deletion, message: string): void;
  /** The command is waiting for the API server. */
  waiting(message: string): void;
  /** The applications that were waited for are ready, or have failed. */
  waited(end: WaitEnd, timeout: number, signal: AbortSignal): void;
  /** The last event. */
  finished(result: ApplyResult): void;
}
