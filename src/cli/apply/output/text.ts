import type { ApplyStage, ApplyStep, Deletion, Plan } from '../../../change';
import { type Compared, formatText } from '../../plan/format';
import { type Io, printError, printWarning } from '../../shell';
import { type Counter, canRedraw, counterOn, printable } from '../../shell/terminal';
import { sayEnd, type WaitEnd } from '../../wait/until';
import type { Written } from '../send';
import type { ApplyOutput, ApplyResult } from './apply-output';

/** The word for each action; other actions are printed as `changed`. */
const DONE: Partial<Record<ApplyStep['change']['action'], string>> = { create: 'created', move: 'moved' };

/** For people: a counter on a terminal, otherwise a line for each object. */
export class TextOutput implements ApplyOutput {
  private readonly counter: Counter;
  private readonly isCounted: boolean;
  private readonly said = new Set<string>();
  private all = 0;
  private done = 0;
  private toDelete = 0;
  private gone = 0;

  constructor(private readonly io: Io) {
    this.counter = counterOn(io.stderr);
    this.isCounted = canRedraw(io.stdout);
  }

  planned(plan: Plan, compared: Compared, stages: readonly ApplyStage[], deletions: readonly Deletion[]): void {
    this.all = stages.flatMap(({ steps }) => steps).length;
    this.toDelete = deletions.length;
    this.io.stdout.write(formatText(plan, compared, this.io.stdout));
  }

  refused(): void {
    // errors are on standard error
  }

  written({ change: { address, action } }: ApplyStep, written: Written): void {
    this.done++;
    if (written.outcome === 'failed') {
      this.counter.clear();
      printError(this.io, `${address}: ${printable(written.message)}`);
    } else if (!this.isCounted) {
      this.io.stdout.write(`${printable(address)} ${DONE[action] ?? 'changed'}\n`);
    }
    this.counter.show('applied', this.done, this.all);
  }

  deleted({ address }: Deletion): void {
    this.gone++;
    if (!this.isCounted) this.io.stdout.write(`${printable(address)} deleted\n`);
    this.counter.show('deleted', this.gone, this.toDelete);
  }

  undeleted({ address }: Deletion, message: string): void {
    this.counter.clear();
    printError(this.io, `${address}: ${printable(message)}`);
  }

  waiting(message: string): void {
    if (this.said.has(message)) return;
    this.said.add(message);
    this.counter.clear();
    printWarning(this.io, `${message}; it is waited for`);
  }

  waited(end: WaitEnd, timeout: number, signal: AbortSignal): void {
    this.counter.clear();
    sayEnd(end, timeout, signal, this.io);
  }

  finished({ created, changed, failed, left, unchanged, deleted, undeleted }: ApplyResult): void {
    this.counter.clear();
    if (created + changed + failed + left + deleted + undeleted === 0) return;
    const missing = failed + left === 0 ? '' : `, ${failed} failed, ${left} not tried`;
    const gone = deleted + undeleted === 0 ? '' : `, ${deleted} deleted`;
    const there = undeleted === 0 ? '' : `, ${undeleted} not deleted`;
    const done = `${created} created, ${changed} changed${missing}${gone}${there}`;
    this.io.stdout.write(`Applied: ${done}. ${unchanged} unchanged.\n`);
  }
}
