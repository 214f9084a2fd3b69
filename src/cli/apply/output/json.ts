import type { ApplyStage, ApplyStep, Deletion, ObjectChange, Plan } from '../../../change';
import { integerOf, mapOf, withoutUndefined } from '../../../json';
import type { Compared } from '../../plan/format';
import type { Io } from '../../shell';
import type { WaitEnd } from '../../wait/until';
import type { Written } from '../send';
import type { ApplyOutput, ApplyResult } from './apply-output';

/** For machines: one JSON document a line, each with its `type`. */
export class JsonOutput implements ApplyOutput {
  constructor(private readonly io: Pick<Io, 'stdout'>) {}

  planned({ changes }: Plan, _compared: Compared, stages: readonly ApplyStage[], deletions: readonly Deletion[]): void {
    for (const { wave, steps } of stages) for (const { change } of steps) this.plannedChange(change, wave);
    const byAddress = new Map(changes.map((change) => [change.address, change]));
    for (const { address } of deletions) {
      const change = byAddress.get(address);
      if (change !== undefined) this.plannedChange(change);
    }
  }

  private plannedChange(change: ObjectChange, wave?: number): void {
    const { address, apiVersion, kind, namespace, name, application, target, cluster, action, effect, note } = change;
    const object = { address, api_version: apiVersion, kind, namespace, name };
    const ofTarget = { application, target, cluster, wave: target === undefined ? undefined : wave };
    this.print('planned', { ...object, ...ofTarget, action, effect, note });
  }

  refused(message: string): void {
    this.print('failed', { message });
  }

  written({ change: { address, action } }: ApplyStep, written: Written): void {
    if (written.outcome === 'failed') this.print('failed', { address, message: written.message });
    else {
      const generation = integerOf(mapOf(mapOf(written.object).metadata).generation);
      this.print('applied', { address, action, generation });
    }
  }

  deleted({ address }: Deletion): void {
    this.print('deleted', { address });
  }

  undeleted({ address }: Deletion, message: string): void {
    this.print('failed', { address, message });
  }

  waiting(message: string): void {
    this.print('waiting', { message });
  }

  waited({ waited }: WaitEnd): void {
    for (const [application, { verdict }] of waited) {
      this.print('waited', { application, outcome: verdict.outcome, message: verdict.message });
    }
  }

  finished(result: ApplyResult): void {
    this.print('summary', result);
  }

  private print(type: string, event: object): void {
    this.io.stdout.write(`${JSON.stringify({ type, ...withoutUndefined(event) })}\n`);
  }
}
