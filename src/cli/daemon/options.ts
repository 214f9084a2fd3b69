import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LeaderElectionOptions } from '../../controllers';
import { completedBy } from '../shell';

/** The options of every command that runs a controller. */
export interface DaemonOptions {
  readonly leaderElect?: boolean;
  readonly leaseName: string;
  readonly leaseNamespace?: string;
  readonly metricsAddress?: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** @param lease the name of its Lease */
export function addDaemonOptions(command: Command, lease: string): Command {
  return command
    .option('--leader-elect', 'write only while holding a Lease, so that several replicas can run')
    .option('--lease-name <name>', 'the name of the Lease', lease)
    .addOption(
      completedBy(
        'namespaces',
        new Option('--lease-namespace <namespace>', "the namespace of the Lease; default: the context's or the Pod's"),
      ),
    )
    .option('--metrics-address <address>', 'address to serve /metrics, /healthz and /readyz, such as :8080')
    .addOption(
      new Option('--log-level <level>', 'the lowest level that is logged')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    );
}

/** The Lease in the options; undefined without --leader-elect. */
export function electionOf({
  leaderElect,
  leaseName,
  leaseNamespace,
}: DaemonOptions): LeaderElectionOptions | undefined {
  return leaderElect ? { name: leaseName, namespace: leaseNamespace } : undefined;
}

/** Parses the value of an option that is a positive number. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}
