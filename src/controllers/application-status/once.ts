import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '../../diagnostics';
import type { ClusterState } from '../../observe';
import type { Controller } from './controller';

/** How often to look whether everything is known; there is no hurry. */
const LOOK_MS = 50;
/** An application that is written to by others all the time is given up on. */
const MOST_CONFLICTS = 10;

/** One pass over all applications. @throws what went wrong with the first that could not be written */
export async function once({
  cluster,
  controller,
  signal,
}: {
  readonly cluster: ClusterState;
  readonly controller: Controller;
  readonly signal: AbortSignal;
}): Promise<void> {
  while (!cluster.isKnown) {
    if (signal.aborted) return;
    if (cluster.problem) throw new ExpectedError(`Applications cannot be read: ${cluster.problem.message}`);
    await sleep(LOOK_MS);
  }
  const results = await Promise.allSettled(
    [...cluster.names()].map((key) => untilDone(key, cluster, controller, signal)),
  );
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed[0])
    throw failed.length === 1
      ? failed[0].reason
      : new Error(`${failed.length} applications could not be written; the first: ${failed[0].reason.message}`);
}

async function untilDone(
  key: string,
  cluster: ClusterState,
  controller: Controller,
  signal: AbortSignal,
): Promise<void> {
  for (let conflicts = 0; conflicts < MOST_CONFLICTS && !signal.aborted; ) {
    const turn = await controller.turn(key);
    if (turn === 'done') return;
    if (turn === 'conflict') {
      conflicts++;
      await cluster.refresh(key);
    }
    await sleep(LOOK_MS);
  }
}
