import type { Command } from 'commander';
import { addDaemonOptions, positive } from '../daemon';
import type { Io } from '../shell';
import { addClusterOptions, repeatableOption } from '../shell';
import type { ControllerCommandOptions } from './run';

const EXAMPLES = `
Lowers Applications in the cluster, like synthesis in code: those with the
annotation gitops.kubesphere.io/lowered-by: controller, and those in a Namespace
with that label. It keeps their HelmReleases and Kustomizations in sync, and
deletes those that they no longer need. It changes only objects that it has
created. Logs are JSON on standard error.

The exit code is 0 after SIGTERM or SIGINT. It is 1 after an error, or if the
Lease is lost.

Examples:
  fluxapp controller -A --leader-elect --metrics-address :8080
  fluxapp controller -n web-system --default-service-account flux --status`;

/** Adds `fluxapp controller`. */
export function addControllerCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('controller')
    .description('lower Applications in the cluster, and keep them lowered')
    .usage('[-n NAMESPACE|-A] [options]')
    .option('--all', 'also lower Applications that do not request it, unless they have a mark of another applier')
    .option('--status', 'also write the status of Applications, as "fluxapp watch" does')
    .option('--default-service-account <name>', 'the ServiceAccount of targets on the host that do not set one')
    .addOption(
      repeatableOption(
        '--trusted-namespace <namespace>',
        'a namespace whose targets on the host need no ServiceAccount; may be repeated',
        'none',
      ),
    )
    .option('--allow-cross-namespace-refs', 'let Applications refer to objects of other namespaces');
  addDaemonOptions(command, 'fluxapp-controller').option(
    '--concurrency <count>',
    'Applications reconciled at the same time',
    positive,
    10,
  );
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (options: ControllerCommandOptions) => {
      const { runController } = await import('./run.js');
      exit(await runController(options, io));
    });
}
