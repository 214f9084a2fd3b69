import { ExpectedError } from '../../diagnostics';
import { isMap, stringOf } from '../../json';
import type { PauseAnswer, PauseOrder, PauseStep } from '../../page';
import {
  carryOut,
  changeInWords,
  labelOf,
  type PlannedPause,
  parseUntil,
  pauseFromNow,
  planPauses,
  remarksOn,
  type Step,
} from '../pause/pausing';
import { clientOf, type ShownCluster } from './shown-cluster';

/**
 * The order in the body of a request.
 *
 * @param body parsed JSON
 * @returns undefined if it is not an order
 */
export function pauseOrderOf(body: unknown): PauseOrder | undefined {
  if (!isMap(body)) return undefined;
  const { namespace, name, clusters, reason, until, dryRun } = body;
  const isOptionalText = (value: unknown) => value === undefined || typeof value === 'string';
  if (typeof namespace !== 'string' || typeof name !== 'string' || typeof dryRun !== 'boolean') return undefined;
  if (!Array.isArray(clusters) || !clusters.every((cluster) => typeof cluster === 'string')) return undefined;
  if (!isOptionalText(reason) || !isOptionalText(until)) return undefined;
  return { namespace, name, clusters, reason: stringOf(reason), until: stringOf(until), dryRun };
}

/**
 * Pauses or resumes like `fluxapp suspend` and `fluxapp resume`.
 *
 * @throws ExpectedError or HttpError if it cannot begin
 */
export async function carryOutOrder(
  goal: 'resume' | 'suspend',
  order: PauseOrder,
  shown: ShownCluster,
): Promise<PauseAnswer> {
  const { namespace, name, clusters, reason, dryRun } = order;
  if (goal === 'suspend' && !reason?.trim()) throw new ExpectedError('a pause needs a reason');
  const until = order.until === undefined ? undefined : parseUntil(order.until, new Date());
  const client = await clientOf(shown);
  try {
    const wish = goal === 'resume' ? goal : await pauseFromNow(client, { reason, until });
    const planned = await planPauses(client, { name, namespace, cluster: clusters, wish });
    const steps: PauseStep[] = [];
    for (const each of planned) {
      for await (const step of carryOut(each, client, { dryRun })) steps.push(...stepsOf(step, each));
    }
    const remarks = planned.flatMap(remarksOn).map(({ text }) => text);
    return { isWell: steps.every(({ failed }) => !failed), remarks, steps };
  } finally {
    await client.close();
  }
}

function stepsOf(step: Step, planned: PlannedPause): PauseStep[] {
  if (step.error) {
    const isAbsent = step.on === 'target' && step.target.object === undefined;
    return [{ text: step.error.message, failed: true, ...(isAbsent && { absent: true as const }) }];
  }
  if (step.on === 'target') {
    const { patch } = step.target;
    const text = `${labelOf(planned, step.target)}: ${changeInWords(step.target)}`;
    return [{ text, failed: false, ...(patch && { patch: JSON.stringify(patch) }) }];
  }
  if (step.patch.length === 0) return [];
  const text = `Application ${planned.namespace}/${planned.name}`;
  return [{ text, failed: false, patch: JSON.stringify(step.patch) }];
}
