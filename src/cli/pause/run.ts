import { KubeClient } from '../../kube';
import { rfc3339 } from '../../kubernetes';
import type { ClusterOptions } from '../../observe';
import { isExpired, type Pause } from '../../status';
import type { Io } from '../shell';
import { ExitCode, printError, printWarning } from '../shell';
import {
  carryOut,
  changeInWords,
  labelOf,
  type PauseRequest,
  type PlannedPause,
  parseUntil,
  pauseFromNow,
  planPauses,
  remarksOn,
  type Step,
} from './pausing';

/** The common options of `fluxapp suspend` and `fluxapp resume`. */
export interface PauseOptions extends ClusterOptions {
  /** Names of clusters or of their Secrets; empty: all of them. */
  readonly cluster: readonly string[];
  readonly dryRun?: boolean;
}

export interface SuspendOptions extends PauseOptions {
  readonly reason?: string;
  readonly until?: string;
}

export interface ResumeOptions extends PauseOptions {
  /** Only pauses whose `--until` has passed. */
  readonly expired?: boolean;
}

/** `fluxapp suspend`. @returns the exit code */
export async function runSuspend(name: string, options: SuspendOptions, io: Io): Promise<number> {
  const { reason } = options;
  const until = options.until === undefined ? undefined : parseUntil(options.until, new Date());
  return await withClient(options, async (client) => {
    const wish = await pauseFromNow(client, { reason, until });
    return await pauseAll(client, { name, cluster: options.cluster, wish }, options, io);
  });
}

/** `fluxapp resume`. @param name undefined: all Applications, with `expired` @returns the exit code */
export async function runResume(name: string | undefined, options: ResumeOptions, io: Io): Promise<number> {
  return await withClient(options, async (client) => {
    const now = rfc3339(new Date());
    const isOver = (pause: Pause | undefined) => pause !== undefined && isExpired(pause, now);
    const isMeant = options.expired ? isOver : undefined;
    return await pauseAll(client, { name, cluster: options.cluster, wish: 'resume', isMeant }, options, io);
  });
}

async function withClient(options: PauseOptions, work: (client: KubeClient) => Promise<number>): Promise<number> {
  const client = await KubeClient.load(options);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function pauseAll(
  client: KubeClient,
  request: Omit<PauseRequest, 'namespace'>,
  options: PauseOptions,
  io: Io,
): Promise<number> {
  const namespace = options.allNamespaces ? undefined : (options.namespace ?? client.namespace);
  const planned = await planPauses(client, { ...request, namespace });
  for (const { severity, text } of planned.flatMap(remarksOn)) {
    if (severity === 'warning') printWarning(io, text);
    else io.stderr.write(`note: ${text}\n`);
  }
  if (request.isMeant && planned.every(({ change }) => change.targets.length === 0)) {
    io.stderr.write('no expired pauses found\n');
  }
  let isWell = true;
  for (const each of planned) {
    for await (const step of carryOut(each, client, options)) {
      print(step, each, options, io);
      isWell = isWell && step.error === undefined;
    }
  }
  return isWell ? ExitCode.Ok : ExitCode.Error;
}

function print(step: Step, planned: PlannedPause, { dryRun = false }: PauseOptions, io: Io): void {
  if (step.error) {
    printError(io, step.error.message);
  } else if (step.on === 'target') {
    const { kind, object, patch } = step.target;
    io.stdout.write(`${labelOf(planned, step.target)}: ${changeInWords(step.target)}\n`);
    if (dryRun && patch) io.stdout.write(`  would patch ${kind} ${object}: ${JSON.stringify(patch)}\n`);
  } else if (dryRun && step.patch.length > 0) {
    io.stdout.write(`  would patch Application ${planned.name}: ${JSON.stringify(step.patch)}\n`);
  }
}
