import { applicationPatch, type Operation, type PauseChange, type TargetChange } from '../../../change';
import { ExpectedError } from '../../../diagnostics';
import { ApiError, type KubeClient, pathOf } from '../../../kube';
import { APPLICATION, DELIVERIES } from '../../../kubernetes';
import { COMMAND_MANAGER } from '../../../observe';
import { describePause } from '../../../status';
import { expectedError } from '../../shell';
import type { PlannedPause } from './planned-pause';

/** The result of one step of a plan. */
export type Step =
  | { readonly on: 'target'; readonly target: TargetChange; readonly error?: ExpectedError }
  | { readonly on: 'application'; readonly patch: readonly Operation[]; readonly error?: ExpectedError };

/** How to carry out a plan. */
export interface CarryOutOptions {
  /** Whether the API server validates every patch without storing it. */
  readonly dryRun?: boolean;
}

/**
 * Patches the targets of a plan one after the other, and then the entries of the patched targets in their Application.
 * A step that fails is reported, and the next one follows.
 */
export async function* carryOut(
  planned: PlannedPause,
  client: KubeClient,
  options: CarryOutOptions,
): AsyncGenerator<Step> {
  const { namespace, name, change } = planned;
  const done: TargetChange[] = [];
  for (const target of change.targets) {
    const error = await failureOf(() => patchTarget(planned, target, client, options));
    if (error === undefined) done.push(target);
    yield { on: 'target', target, ...(error && { error }) };
  }
  let patch: readonly Operation[] = [];
  const failure = await failureOf(async () => {
    patch = await patchApplication(planned, { ...change, targets: done }, client, options);
  });
  const state = planned.wish === 'resume' ? 'resumed' : 'suspended';
  const problem = `the targets are ${state}, but Application ${namespace}/${name} does not say so`;
  const error = failure && new ExpectedError(`${problem}: ${failure.message}`);
  yield { on: 'application', patch, ...(error && { error }) };
}

/** The error that a user can fix; any other is a bug, and is thrown. */
async function failureOf(work: () => Promise<void>): Promise<ExpectedError | undefined> {
  try {
    await work();
    return undefined;
  } catch (cause) {
    const error = expectedError(cause);
    if (error === undefined) throw cause;
    return error;
  }
}

async function patchTarget(
  planned: PlannedPause,
  target: TargetChange,
  client: KubeClient,
  options: CarryOutOptions,
): Promise<void> {
  const { kind, name, object, patch } = target;
  if (object === undefined) {
    throw new ExpectedError(`${labelOf(planned, target)}: ${kind} ${name} does not exist: it has not been applied`);
  }
  if (patch === undefined) return;
  const path = pathOf(DELIVERIES[kind], planned.namespace, object);
  await client.request('PATCH', path, { query: queryOf(options), body: patch });
}

/** The Application may be changed concurrently; it is read again up to this number of times. */
const MOST_TRIES = 5;

/** @returns the applied operations; empty if there is nothing to change */
async function patchApplication(
  { application, namespace, name, wish }: PlannedPause,
  change: PauseChange,
  client: KubeClient,
  options: CarryOutOptions,
): Promise<Operation[]> {
  const path = pathOf(APPLICATION, namespace, name);
  let stored = application;
  for (let tries = 1; ; tries++) {
    const body = applicationPatch(stored, change, wish);
    if (body.length === 0) return [];
    try {
      await client.request('PATCH', path, {
        query: queryOf(options),
        contentType: 'application/json-patch+json',
        body,
      });
      return body;
    } catch (error) {
      const isOutdated = error instanceof ApiError && (error.status === 409 || error.status === 422);
      if (!isOutdated || tries === MOST_TRIES) throw error;
      stored = await client.request('GET', path);
    }
  }
}

function queryOf({ dryRun }: CarryOutOptions) {
  return { fieldManager: COMMAND_MANAGER, dryRun: dryRun ? 'All' : undefined };
}

/** `apps/web eu-1-web`: a target in messages. */
export function labelOf({ namespace, name }: PlannedPause, { key }: TargetChange): string {
  return `${namespace}/${name} ${key}`;
}

/** `running → suspended by admin: the database is moved` */
export function changeInWords({ before, after, patch }: TargetChange): string {
  const [was, is] = [before, after].map((pause) => (pause ? describePause(pause) : 'running'));
  return patch ? `${was} → ${is}` : `${was}, nothing to resume`;
}
