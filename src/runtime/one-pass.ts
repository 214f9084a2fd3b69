import { ExpectedError } from '../diagnostics';
import { mapInParallel, sleep } from '../kube';
import type { Controller } from './controller';

const CONCURRENCY = 10;
const MOST_ATTEMPTS = 10;
const FIRST_WAIT_MS = 50;

/**
 * Reconciles every key once, and those that ask for it again, up to ten times with back-off, which takes 50 s. An
 * error of a key does not stop the others.
 *
 * @throws the error of the key that failed, or its problem; of several an ExpectedError with the first
 */
export async function reconcileEach(
  controller: Pick<Controller, 'reconcile'>,
  keys: Iterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const errors: unknown[] = [];
  await mapInParallel(keys, CONCURRENCY, (key) =>
    untilSettled(controller, key, signal).catch((error) => errors.push(error)),
  );
  const [first] = errors;
  if (errors.length === 1) throw first;
  if (errors.length > 1)
    throw new ExpectedError(`${errors.length} keys could not be reconciled; the first: ${(first as Error).message}`);
}

async function untilSettled(
  controller: Pick<Controller, 'reconcile'>,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS && !signal.aborted; attempt++) {
    const { requeue, problem } = await controller.reconcile(key);
    if (problem !== undefined) throw new ExpectedError(`${key}: ${problem}`);
    if (!requeue) return;
    await sleep(FIRST_WAIT_MS * 2 ** attempt, signal);
  }
  if (!signal.aborted) throw new ExpectedError(`${key} could not be reconciled in ${MOST_ATTEMPTS} attempts`);
}
