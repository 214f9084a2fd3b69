import { APPROVED, writtenGateOf } from '../../application';
import { ExpectedError } from '../../diagnostics';
import { mapOf } from '../../json';
import { KubeClient, pathOf } from '../../kube';
import { DELIVERIES } from '../../kubernetes';
import type { ClusterOptions, FoundApplication } from '../../observe';
import { COMMAND_MANAGER, readApplications } from '../../observe';
import type { Io } from '../shell';
import { ExitCode, expectedError, printError } from '../shell';

export interface ApproveOptions extends ClusterOptions {
  /** From 1. */
  readonly wave: number;
  readonly dryRun?: boolean;
}

/** `fluxapp approve`. @returns the exit code */
export async function runApprove(name: string, options: ApproveOptions, io: Io): Promise<number> {
  const client = await KubeClient.load(options);
  try {
    const namespace = options.namespace ?? client.namespace;
    const found = (await readApplications(client, { name, namespace }))[0] as FoundApplication;
    let isWell = true;
    for (const key of keysOfWave(found, options.wave)) {
      try {
        io.stdout.write(`${namespace}/${name} ${key}: ${await approve(found, key, options, client)}\n`);
      } catch (cause) {
        const error = expectedError(cause);
        if (error === undefined) throw cause;
        printError(io, `${namespace}/${name} ${key}: ${error.message}`);
        isWell = false;
      }
    }
    return isWell ? ExitCode.Ok : ExitCode.Error;
  } finally {
    await client.close();
  }
}

/** The KEYs of the targets of a wave that waits for approval. */
function keysOfWave({ namespace, name, desired: { rollout } }: FoundApplication, wave: number): readonly string[] {
  const application = `Application ${namespace}/${name}`;
  if (rollout === undefined) throw new ExpectedError(`${application} has no waves`);
  const { waves, approve = [] } = rollout;
  if (approve.includes(wave)) return waves[wave - 1] ?? [];
  const others =
    approve.length === 0 ? 'none does' : `it does before wave ${[...approve].sort((a, b) => a - b).join(', ')}`;
  throw new ExpectedError(`${application} needs no approval before wave ${wave}: ${others}`);
}

/**
 * Approves the current change of a target, by the revision of its object: if the revision changes meanwhile, the new
 * one is not approved.
 *
 * @returns what was done
 */
async function approve(
  { desired, deliveries, namespace }: FoundApplication,
  key: string,
  { dryRun }: ApproveOptions,
  client: KubeClient,
): Promise<string> {
  const { kind } = desired;
  const wanted = desired.targets.find((target) => target.key === key)?.name;
  const object = deliveries.map(mapOf).find(({ metadata }) => mapOf(metadata).name === wanted);
  if (object === undefined || wanted === undefined) {
    throw new ExpectedError(`${kind} ${wanted} does not exist: it has not been applied`);
  }
  const gate = writtenGateOf(object);
  if (gate?.awaited === undefined)
    throw new ExpectedError(`${kind} ${wanted} does not wait for a wave: apply it with its waves`);
  if (mapOf(mapOf(object.metadata).annotations)[APPROVED] === gate.revision)
    return `${gate.revision} is already approved`;
  const body = { metadata: { annotations: { [APPROVED]: gate.revision } } };
  const query = { fieldManager: COMMAND_MANAGER, dryRun: dryRun ? 'All' : undefined };
  await client.request('PATCH', pathOf(DELIVERIES[kind], namespace, wanted), { query, body });
  return dryRun ? `would approve ${gate.revision}` : `approved ${gate.revision}`;
}
