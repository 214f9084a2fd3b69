import type { Command } from 'commander';
import { addDaemonOptions, positive } from '../daemon';
import type { Io } from '../shell';
import { addClusterOptions } from '../shell';
import type { WatchCommandOptions } from './run';

const EXAMPLES = `
It writes the status of every Application that Flux delivers: how many targets
are ready, which revision they run, and the state and reason of each target. It
reads HelmReleases, Kustomizations and their sources, writes only changes, and
never writes a spec. Logs are JSON on standard error, one line per change.

The exit code is 0 after SIGTERM or SIGINT, and with --once if everything could
be written. It is 1 after an error, or if the Lease is lost.

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
    .option('-l, --selector <selector>', 'only Applications with these labels, such as team=web');
  addDaemonOptions(command, 'fluxapp-watcher')
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
