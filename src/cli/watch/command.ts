import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../shell';
import { addClusterOptions, completedBy } from '../shell';
import type { WatchCommandOptions } from './run';

const EXAMPLES = `
It writes the status of every Application that Flux delivers: how many targets
are ready, which revision they run, and the state and reason of each target. It
reads HelmReleases, Kustomizations and their sources, writes only changes, and
never writes a spec. Logs are JSON on standard error, one line per change.

The exit code is 0 after SIGTERM or SIGINT and after the pass of --once. It is 1
after an error, or when the Lease was lost.

Examples:
  fluxapp watch -A --leader-elect --metrics-address :8080
  fluxapp watch -n web-system --once
  fluxapp watch -A --once --dry-run`;

/** Adds `fluxapp watch`. */
export function addWatchCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('watch')
    .description('keep the status of Applications up to date, aggregated from Flux objects')
    .usage('[-n NAMESPACE|-A] [options]')
    .option('-l, --selector <selector>', 'only Applications with these labels, such as team=web')
    .option('--leader-elect', 'write only while holding a Lease, so that several replicas can run')
    .option('--lease-name <name>', 'the name of the Lease', 'fluxapp-watcher')
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
    )
    .option('--dry-run', 'print every patch as a line of JSON, and write nothing')
    .option('--once', 'make one pass over all Applications, and exit')
    .option('--concurrency <count>', 'Applications reconciled at the same time', positive, 10)
    .option('--kube-api-qps <rate>', 'sustained requests per second to the API server; default: no limit', positive)
    .option('--kube-api-burst <count>', 'burst of requests, with --kube-api-qps', positive, 300);
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (options: WatchCommandOptions) => {
      const { runWatch } = await import('./run.js');
      exit(await runWatch(options, io));
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}
