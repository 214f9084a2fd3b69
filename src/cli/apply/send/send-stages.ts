import { type ApplyStage, type ApplyStep, isDefinition } from '../../../change';
import { mapInParallel } from '../../../kube';
import type { Mover } from './mover';
import type { NewKinds } from './new-kinds';
import type { ObjectWriter, Written } from './object-writer';

/** The number of concurrent requests: more do not make an API server faster. */
const CONCURRENCY = 8;

/** The writers of the objects of a stage, and callbacks. */
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
 * Applies stage after stage. If an object fails, the others of its stage are still applied, but no later stage is.
 *
 * @throws the error of a writer, after all concurrent requests have ended
 */
export async function sendStages(stages: readonly ApplyStage[], sending: Sending): Promise<void> {
  for (const stage of stages) {
    if (!(await sending.mayBegin(stage)) || !(await sendStage(stage.steps, sending))) return;
  }
}

/** @returns whether all objects were applied */
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
