import { readFile } from 'node:fs/promises';
import {
  digestOfCode,
  type Plan,
  type PlanFile,
  type PlannedObject,
  type Prune,
  parsePlanFile,
  staleObjects,
} from '../../change';
import { ExpectedError } from '../../diagnostics';
import { mapOf, parsedJson } from '../../json';
import type { KubeClient } from '../../kube';
import { systemMessage } from '../input';
import type { CodeOptions, CodeSide } from '../plan/code';
import type { Finding } from '../shell';

/**
 * @param remedy what to do about a file that is not a plan file: the end of the message
 * @throws ExpectedError if the file cannot be read, or is not a plan file
 */
export async function readPlanFile(path: string, remedy = ''): Promise<PlanFile> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new ExpectedError(`${path}: ${systemMessage(error)}`);
  });
  const file = parsePlanFile(text);
  if (file !== undefined) return file;
  const isPlan = mapOf(parsedJson(text)).format_version !== undefined;
  throw new ExpectedError(
    isPlan ? `${path} is not a plan file of this version: ${PLAN_ANEW}` : `${path} is not a plan file${remedy}`,
  );
}

/**
 * Where the code of a plan is: the location on the command line, otherwise the one in the plan file. A plan file never
 * names a command to run: write access to it must not allow running arbitrary commands.
 */
export function codeOf(options: CodeOptions, { input }: PlanFile): CodeOptions {
  if (options.app !== undefined || options.filename.length > 0) return options;
  if (input.filename.length > 0) return { filename: input.filename, recursive: input.recursive };
  throw new ExpectedError('the plan is of what an app makes: repeat --app as fluxapp plan was given it');
}

/** An error if the code has changed since it was planned. */
export function staleCode({ input }: PlanFile, { objects }: CodeSide): Finding[] {
  if (digestOfCode(objects) === input.digest) return [];
  return [{ severity: 'error', message: `the code is not the one that was planned: ${PLAN_ANEW}` }];
}

/** @throws ExpectedError if the plan is for another cluster */
export function checkCluster({ cluster }: PlanFile, { server, context }: Pick<KubeClient, 'context' | 'server'>): void {
  if (cluster.server === server) return;
  const planned = `${cluster.server} (context ${cluster.context})`;
  throw new ExpectedError(
    `the plan is for ${planned}, and this is ${server} (context ${context}): choose it with --context`,
  );
}

/**
 * An error for each object of the cluster that has changed since it was planned. @param prune the deletions of the set
 */
export function staleCluster(
  file: PlanFile,
  { plan, objects }: { readonly plan: Plan; readonly objects: readonly PlannedObject[] },
  prune: Prune | undefined,
): Finding[] {
  return staleObjects(file, plan, objects, prune).map(({ address, message }) => ({
    severity: 'error',
    message: `${address}: ${message}: ${PLAN_ANEW}`,
  }));
}

const PLAN_ANEW = 'plan again with fluxapp plan --out';
