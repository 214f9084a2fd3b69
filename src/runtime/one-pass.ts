import { ExpectedError } from '../diagnostics';
import { mapInParallel, sleep } from '../kube';
import type { Controller } from './controller';

const CONCURRENCY = 10;
const MOST_ATTEMPTS = 10;
const FIRST_WAIT_MS = 50;

/**
 * Reconciles every key once. A key that asks for it is reconciled again with back-off, up to ten times within
 * about 25 s. An error of one key does not stop the others.
 *
 * @throws the error or problem of the key that failed; if several failed, an ExpectedError with the first one
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
    if (attempt < MOST_ATTEMPTS - 1) await sleep(FIRST_WAIT_MS * 2 ** attempt, signal);
  }
  if (!signal.aborted) throw new ExpectedError(`${key} could not be reconciled in ${MOST_ATTEMPTS} attempts`);
}
