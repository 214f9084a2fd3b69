import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../shell';
import { addClusterOptions, completedBy } from '../shell';
import type { WatchCommandOptions } from './run';

const EXAMPLES = `
Of every Application that Flux delivers it writes how it stands: how many of its
targets are ready, which revision they run, and for each one its state and why.
It reads HelmReleases, Kustomizations and their sources, writes what changed,
and never writes a spec. Logs are JSON on standard error, a line for a change.

The exit code is 0 when it was told to stop (SIGTERM, SIGINT) or has made its
one pass, and 1 after an error or when it has lost its Lease.

Examples:
  fluxapp watch -A --leader-elect --metrics-address :8080
  fluxapp watch -n web-system --once
  fluxapp watch -A --once --dry-run`;

/** Adds `fluxapp watch`. */
export function addWatchCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('watch')
    .description('keep the status of Applications true: aggregate it from what Flux says')
    .usage('[-n NAMESPACE|-A] [options]')
    .option('-l, --selector <selector>', 'only Applications with these labels, such as team=web')
    .option('--leader-elect', 'write only while holding a Lease, so that several may run')
    .option('--lease-name <name>', 'the name of that Lease', 'fluxapp-watcher')
    .addOption(
      completedBy(
        'namespaces',
        new Option('--lease-namespace <namespace>', "its namespace; default: the context's or the Pod's"),
      ),
    )
    .option('--metrics-address <address>', 'serve /metrics, /healthz and /readyz there, such as :8080')
    .addOption(
      new Option('--log-level <level>', 'what is logged').choices(['debug', 'info', 'warn', 'error']).default('info'),
    )
    .option('--dry-run', 'print what would be written, a line of JSON for every patch, and write nothing')
    .option('--once', 'make one pass over all Applications and exit')
    .option('--concurrency <count>', 'Applications worked on at the same time', positive, 10)
    .option('--kube-api-qps <rate>', 'requests a second to the API server in the long run', positive, 50)
    .option('--kube-api-burst <count>', 'requests at once', positive, 300);
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
