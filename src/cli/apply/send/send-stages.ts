import { type ApplyStage, type ApplyStep, isDefinition } from '../../../change';
import { mapInParallel } from '../../../kube';
import type { Mover } from './mover';
import type { NewKinds } from './new-kinds';
import type { ObjectWriter, Written } from './object-writer';

/** Requests at the same time: more make an API server no faster. */
const CONCURRENCY = 8;

/** What writes the objects of a stage, and who hears of it. */
export interface Sending {
  readonly writer: Pick<ObjectWriter, 'apply'>;
  readonly mover: Pick<Mover, 'letGo'>;
  readonly newKinds: Pick<NewKinds, 'established'>;
  /**
   * Called before each stage. @returns whether to go on
   */
  readonly mayBegin: (stage: ApplyStage) => Promise<boolean>;
  readonly onWritten: (step: ApplyStep, written: Written) => void;
}

/**
 * Applies stage after stage. After an object that fails, the others of its stage are applied, and no later stage.
 *
 * @throws what the writer throws, when nothing is under way any more
 */
export async function sendStages(stages: readonly ApplyStage[], sending: Sending): Promise<void> {
  for (const stage of stages) {
    if (!(await sending.mayBegin(stage)) || !(await sendStage(stage.steps, sending))) return;
  }
}

/** @returns whether no object has failed */
async function sendStage(steps: readonly ApplyStep[], sending: Sending): Promise<boolean> {
  let isWell = true;
  const errors: unknown[] = [];
  await mapInParallel(steps, CONCURRENCY, async (step) => {
    if (errors.length > 0) return;
    try {
      const { outcome } = await send(step, sending);
      isWell &&= outcome === 'applied';
    } catch (error) {
      errors.push(error);
    }
  });
  if (errors.length > 0) throw errors[0];
  return isWell;
}

async function send(step: ApplyStep, { writer, mover, newKinds, onWritten }: Sending): Promise<Written> {
  const { from } = step.change;
  const kept = from && (await mover.letGo(from, step.desired));
  let written: Written = kept === undefined ? await writer.apply(step) : { outcome: 'failed', message: kept };
  if (written.outcome === 'applied' && isDefinition(step.desired)) {
    const problem = await newKinds.established(step);
    if (problem !== undefined) written = { outcome: 'failed', message: problem };
  }
  onWritten(step, written);
  return written;
}
