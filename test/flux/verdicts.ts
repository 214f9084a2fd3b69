import type { Client } from '../../harness';
import { fluxapp } from '../cli/run';
import { application } from './watch/stand';

// biome-ignore lint/suspicious/noExplicitAny: output of the command, and an Application as the API server returns it
type Any = any;

/** What is said of an Application called `web`, in a namespace. */
export interface Verdicts {
  /** Of its targets by KEY, and of what is left over. */
  readonly status: Any;
  /** What the watcher has written of its targets, in the map that the console reads. */
  readonly written: Any;
}

/** What `fluxapp status` says of an application, and what the watcher has written of it. */
export async function verdictsOn(host: Client, namespace: string, name = 'web'): Promise<Verdicts> {
  const args = ['status', name, '-n', namespace, '-o', 'json', '--kubeconfig', host.kubeconfig];
  const [{ code, stdout, stderr }, stored] = await Promise.all([fluxapp(args), application(host, namespace, name)]);
  if (code !== 0) throw new Error(stderr);
  const { targets, orphans } = JSON.parse(stdout);
  const said = ({ key, state, reason, message, flags, altered, dropped }: Any) => [
    key,
    { state, reason, message, flags, ...(altered && { altered }), ...(dropped && { dropped }) },
  ];
  const { helmReleaseStatus, kustomizationStatus } = stored.status?.fluxApp ?? {};
  const written = Object.entries<Any>(helmReleaseStatus ?? kustomizationStatus ?? {}).map(([key, { conditions }]) => {
    const { status, reason, message } = conditions[0];
    return [key, { status, reason, message }];
  });
  return {
    status: { targets: Object.fromEntries(targets.map(said)), orphans: orphans.map(({ name }: Any) => name) },
    written: Object.fromEntries(written),
  };
}

/** The status of the Ready condition of a target in a state, as docs/status.md has it. */
const READY: Readonly<Record<string, string>> = { Ready: 'True', Failed: 'False', Stalled: 'False' };

/** What the watcher writes of targets where `fluxapp status` says this. */
export function writtenOf(targets: Readonly<Record<string, Any>>): Any {
  const entries = Object.entries(targets).map(([key, { state, reason, message }]) => {
    return [key, { status: READY[state] ?? 'Unknown', reason, message }] as const;
  });
  return Object.fromEntries(entries);
}
