import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { type Client, until } from '../../harness';
import { fluxapp } from '../cli/run';
import { application } from './watch/stand';

// biome-ignore lint/suspicious/noExplicitAny: output of the command, and an Application as the API server returns it
type Any = any;

/** The expected output of `fluxapp status` for an application. */
export interface Verdict {
  /** By KEY: state, reason, message, flags, and `altered` and `dropped` if present. */
  readonly targets: Readonly<Record<string, object>>;
  /** The names of orphaned HelmReleases. */
  readonly orphans?: readonly string[];
}

/** The report on a target that runs the first release of an application called `web`. */
export const ready = (namespace: string) => ({
  state: 'Ready',
  reason: 'InstallSucceeded',
  message: `Helm install succeeded for release ${namespace}/web.v1 with chart hello@1.0.0`,
  flags: [],
});

/**
 * Waits until `fluxapp status` reports exactly these targets and orphans of an application, and until the watcher has
 * written the same.
 */
export async function expectVerdict(
  host: Client,
  [namespace, name]: readonly [namespace: string, name: string],
  { targets, orphans = [] }: Verdict,
): Promise<void> {
  const left = orphans.map((each) => `HelmRelease ${each}`);
  const expected = {
    targets,
    orphans: left.map((each) => `${each} is no longer part of the Application: delete it, or apply with pruning`),
    written: Object.fromEntries(Object.entries(targets).map(([key, target]) => [key, readyCondition(target)])),
    orphaned: left.length === 0 ? undefined : `${left.length} left over: ${left.join(', ')}`,
  };
  let seen: unknown;
  const look = async () => {
    seen = await saidOf(host, namespace, name);
    return isDeepStrictEqual(seen, expected);
  };
  await until(`it is said of ${namespace}/${name}`, look, { timeoutMs: 20_000, intervalMs: 200 }).catch(() => {});
  expect(seen).toEqual(expected);
}

async function saidOf(host: Client, namespace: string, name: string): Promise<object> {
  const args = ['status', name, '-n', namespace, '-o', 'json', '--kubeconfig', host.kubeconfig];
  const [{ code, stdout, stderr }, stored] = await Promise.all([fluxapp(args), application(host, namespace, name)]);
  if (code !== 0) throw new Error(stderr);
  const { conditions = [], fluxApp = {} } = stored.status ?? {};
  const entries = Object.entries<Any>(fluxApp.helmReleaseStatus ?? fluxApp.kustomizationStatus ?? {});
  const written = entries.map(
    ([
      key,
      {
        conditions: [first],
      },
    ]) => {
      return [key, { status: first.status, reason: first.reason, message: first.message }];
    },
  );
  return {
    ...verdictIn(JSON.parse(stdout)),
    written: Object.fromEntries(written),
    orphaned: conditions.find(({ type }: Any) => type === 'Orphaned')?.message,
  };
}

/** The report of `fluxapp status -o json` on an application, without the parts that vary. */
export function verdictIn({ targets, orphans }: Any): object {
  const said = ({ key, state, reason, message, flags, altered, dropped }: Any) => [
    key,
    { state, reason, message, flags, ...(altered && { altered }), ...(dropped && { dropped }) },
  ];
  return { targets: Object.fromEntries(targets.map(said)), orphans: orphans.map(({ message }: Any) => message) };
}

/** The status of the Ready condition of a target by state, according to docs/status.md. */
const READY: Readonly<Record<string, string>> = { Ready: 'True', Failed: 'False', Stalled: 'False' };

/** The condition that the watcher writes for a target with this report, in the map that the console reads. */
function readyCondition({ state, reason, message }: Any): object {
  return { status: READY[state] ?? 'Unknown', reason, message };
}
