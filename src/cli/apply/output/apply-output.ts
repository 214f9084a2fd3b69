import type { ApplyStage, ApplyStep, Deletion, Plan } from '../../../change';
import type { Compared } from '../../plan/format';
import type { WaitEnd } from '../../wait/until';
import type { Written } from '../send';

/** How far an apply has come. */
export interface ApplyResult {
  readonly created: number;
  readonly changed: number;
  readonly failed: number;
  /** Those that were not tried. */
  readonly left: number;
  readonly unchanged: number;
  readonly deleted: number;
  /** Those that were to be deleted and are still there. */
  readonly undeleted: number;
}

/** Says what is planned, and what becomes of it. */
export interface ApplyOutput {
  planned(plan: Plan, compared: Compared, stages: readonly ApplyStage[], deletions: readonly Deletion[]): void;
  /** Nothing is applied, for this reason. */
  refused(message: string): void;
  written(step: ApplyStep, written: Written): void;
  /** The object is gone. */
  deleted(deletion: Deletion): void;
  /** The object cannot be deleted. */
  undeleted(deletion: Deletion, message: string): void;
  /** The API server is waited for. */
  waiting(message: string): void;
  /** The applications that were waited for are ready, or will not be. */
  waited(end: WaitEnd, timeout: number, signal: AbortSignal): void;
  /** The last of them. */
  finished(result: ApplyResult): void;
}
