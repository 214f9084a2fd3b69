import { writtenTargets } from '../../application';
import {
  applicationPatch,
  type Operation,
  type PauseChange,
  type PauseGoal,
  pauseChangeOf,
  type TargetChange,
} from '../../change';
import { didYouMean, ExpectedError } from '../../diagnostics';
import { mapOf, stringOf } from '../../json';
import { ApiError, ConnectionError, KubeClient, KubeconfigError, pathOf } from '../../kube';
import { APPLICATION, DELIVERIES, rfc3339 } from '../../kubernetes';
import type { ClusterOptions, FoundApplication } from '../../observe';
import { appliersOf, at, COMMAND_MANAGER, lastApplied, readApplications } from '../../observe';
import { type DesiredTarget, describePause, isExpired, onClusters, type Pause, UNDECLARED } from '../../status';
import type { Io } from '../shell';
import { ExitCode, expectedError, printError, printWarning } from '../shell';
import { parseUntil } from './until';

/** What `fluxapp suspend` and `fluxapp resume` have in common. */
export interface PauseOptions extends ClusterOptions {
  /** Names of clusters or of their Secrets; none: all of them. */
  readonly cluster: readonly string[];
  readonly dryRun?: boolean;
}

export interface SuspendOptions extends PauseOptions {
  readonly reason?: string;
  readonly until?: string;
}

export interface ResumeOptions extends PauseOptions {
  /** Only what is paused for longer than was meant. */
  readonly expired?: boolean;
}

/** `fluxapp suspend`. @returns the exit code */
export async function runSuspend(name: string, options: SuspendOptions, io: Io): Promise<number> {
  const now = new Date();
  const until = options.until === undefined ? undefined : parseUntil(options.until, now);
  const client = await KubeClient.load(options);
  try {
    const by = await whoAmI(client);
    const wish = { pause: { reason: options.reason, by, since: rfc3339(now), until } };
    return await pauseAll({ client, name, options, wish, io });
  } finally {
    await client.close();
  }
}

/** `fluxapp resume`. @param name undefined: all Applications, with `expired` @returns the exit code */
export async function runResume(name: string | undefined, options: ResumeOptions, io: Io): Promise<number> {
  const client = await KubeClient.load(options);
  try {
    const now = rfc3339(new Date());
    const isOver = (pause: Pause | undefined) => pause !== undefined && isExpired(pause, now);
    const isMeant = options.expired ? isOver : undefined;
    return await pauseAll({ client, name, options, wish: 'resume', isMeant, io });
  } finally {
    await client.close();
  }
}

interface Work {
  readonly client: KubeClient;
  readonly name: string | undefined;
  readonly options: PauseOptions;
  readonly wish: PauseGoal;
  readonly isMeant?: (pause: Pause | undefined) => boolean;
  readonly io: Io;
}

/** An application with its plan. */
interface Planned extends Pick<FoundApplication, 'application' | 'namespace' | 'name'> {
  readonly plan: PauseChange;
}

async function pauseAll(work: Work): Promise<number> {
  const { client, options, io, isMeant } = work;
  const namespace = options.allNamespaces ? undefined : (options.namespace ?? client.namespace);
  const applications = await readApplications(client, { name: work.name, namespace });
  const planned = applications.map((found) => plan(found, work));
  for (const each of planned) sayWhatUndoesIt(each, work);
  if (isMeant && planned.every(({ plan: { targets } }) => targets.length === 0)) {
    io.stderr.write('no pause is there for longer than was meant\n');
  }
  let isWell = true;
  for (const each of planned) isWell = (await carryOut(each, work)) && isWell;
  return isWell ? ExitCode.Ok : ExitCode.Error;
}

function plan(found: FoundApplication, { options, wish, isMeant }: Work): Planned {
  const { application, namespace, name, desired, deliveries: objects } = found;
  const { cluster } = options;
  // where it is about all Applications, not each of them has every cluster
  if (!isMeant) checkClusters(name, desired.targets, cluster);
  const isChosen = onClusters(desired.targets, cluster);
  return {
    application,
    namespace,
    name,
    plan: pauseChangeOf({
      ...{ application, desired, objects, wish },
      isMeant: (target, pause) => isChosen(target) && (isMeant?.(pause) ?? true),
    }),
  };
}

function checkClusters(name: string, targets: readonly DesiredTarget[], wanted: readonly string[]): void {
  const unknown = wanted.find((cluster) => !targets.some(onClusters(targets, [cluster])));
  if (unknown === undefined) return;
  const clusters = [...new Set(targets.map(({ cluster }) => cluster ?? 'host'))].sort();
  const hint = didYouMean(unknown, clusters) || `; it has ${clusters.join(', ')}`;
  throw new ExpectedError(`--cluster: Application ${name} has no target on ${unknown}${hint}`);
}

/** Warns of whoever will write back what is about to be written. */
function sayWhatUndoesIt({ application, namespace, name, plan }: Planned, { wish, io }: Work): void {
  const [outcome, what] = wish === 'resume' ? ['suspends it again', 'true'] : ['ends the pause', 'false'];
  for (const { kind, object, undoneBy } of plan.targets) {
    for (const applier of undoneBy) {
      printWarning(
        io,
        `${applier} has written "suspend: ${what}" into ${kind} ${namespace}/${object}: when it applies that again, it ${outcome}`,
      );
    }
  }
  if (application === undefined && plan.targets.length > 0) {
    io.stderr.write(`note: ${namespace}/${name}: ${UNDECLARED}\n`);
  }
  if (wish === 'resume' || applicationPatch(application, plan, wish).length === 0) return;
  const { path } = writtenTargets(application);
  const byKubectl = at(lastApplied(application), path) === undefined ? [] : ['kubectl apply'];
  for (const applier of [...byKubectl, ...appliersOf(application, path)]) {
    io.stderr.write(
      `note: when ${applier} applies Application ${namespace}/${name} again, it takes "suspend" out of its list of targets; they stay suspended\n`,
    );
  }
}

/** @returns whether all went well */
async function carryOut(planned: Planned, work: Work): Promise<boolean> {
  const { namespace, name, plan } = planned;
  const { client, options, wish, io } = work;
  const done: TargetChange[] = [];
  let isWell = true;
  for (const target of plan.targets) {
    const { kind, object, patch } = target;
    const label = `${namespace}/${name} ${target.key}`;
    try {
      if (object === undefined) {
        throw new ExpectedError(`${label}: ${kind} ${target.name} is not there: it has not been applied`);
      }
      if (patch) {
        await client.request('PATCH', pathOf(DELIVERIES[kind], namespace, object), {
          query: queryOf(options),
          body: patch,
        });
      }
    } catch (cause) {
      const error = expectedError(cause);
      if (error === undefined) throw cause;
      printError(io, error.message);
      isWell = false;
      continue;
    }
    done.push(target);
    io.stdout.write(`${label}: ${changeOf(target)}\n`);
    if (options.dryRun && patch) io.stdout.write(`  would patch ${kind} ${object}: ${JSON.stringify(patch)}\n`);
  }
  try {
    const patch = await patchApplication(planned, { ...plan, targets: done }, work);
    if (options.dryRun && patch.length > 0) {
      io.stdout.write(`  would patch Application ${name}: ${JSON.stringify(patch)}\n`);
    }
    return isWell;
  } catch (cause) {
    const error = expectedError(cause);
    if (error === undefined) throw cause;
    const state = wish === 'resume' ? 'resumed' : 'suspended';
    printError(io, `the targets are ${state}, but Application ${namespace}/${name} does not say so: ${error.message}`);
    return false;
  }
}

/** Somebody else may write the Application at the same time; so many times it is read again. */
const MOST_TRIES = 5;

/** @returns what was patched */
async function patchApplication(
  { application, namespace, name }: Planned,
  plan: PauseChange,
  { client, options, wish }: Work,
): Promise<Operation[]> {
  const path = pathOf(APPLICATION, namespace, name);
  let stored = application;
  for (let tries = 1; ; tries++) {
    const body = applicationPatch(stored, plan, wish);
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

function queryOf({ dryRun }: PauseOptions) {
  return { fieldManager: COMMAND_MANAGER, dryRun: dryRun ? 'All' : undefined };
}

/** `running → suspended by admin: the database is moved` */
function changeOf({ before, after, patch }: TargetChange): string {
  const [was, is] = [before, after].map((pause) => (pause ? describePause(pause) : 'running'));
  return patch ? `${was} → ${is}` : `${was}, nothing to resume`;
}

/** The name by which the API server knows whoever asks; undefined where it does not tell. */
async function whoAmI(client: KubeClient): Promise<string | undefined> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  try {
    const answer = await client.request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: review });
    return stringOf(mapOf(mapOf(mapOf(answer).status).userInfo).username);
  } catch (error) {
    if (error instanceof ConnectionError || error instanceof KubeconfigError) throw error;
    return undefined;
  }
}
