import type { Command } from 'commander';
import type { Io } from '../shell';
import { addClusterOptions, applicationArgument, clusterOption } from '../shell';
import type { SuspendOptions } from './run';

const EXAMPLES = `
Sets spec.suspend of the HelmReleases or Kustomizations of an Application, and
annotates them with the reason, the user, the start and the end of the pause.
Flux does not change them until "fluxapp resume". A pause does not end by itself
at --until; it is then reported as expired, and "fluxapp resume --expired" ends
it.

The Application is patched too. If it is applied again, for example from Git,
that patch is undone, but its targets stay suspended. Before it patches, the
command names the field managers that will end the pause. If there is no
Application (applicationFormat: 'none'), only the objects are patched.

Prints the state of every target before and after. The exit code is 0, or 1
after an error.

Examples:
  fluxapp suspend web --cluster eu-1 --reason "the database is moved"
  fluxapp suspend web -n shop --until 4h
  fluxapp suspend web --cluster eu-1 --cluster host --dry-run`;

/** Adds `fluxapp suspend`. */
export function addSuspendCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('suspend')
    .description('pause an Application: on some clusters, or on all')
    .usage('NAME [--cluster CLUSTER]... [options]')
    .addArgument(applicationArgument('<name>', 'the Application'))
    .addOption(clusterOption())
    .option('--reason <text>', 'the reason, which is shown with the pause')
    .option('--until <time>', 'the planned end: 4h, 2d, or 2026-12-01T08:00:00Z')
    .option('--dry-run', 'print the patches, let the API server check them, and patch nothing');
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: SuspendOptions) => {
      const { runSuspend } = await import('./run.js');
      exit(await runSuspend(name, options, io));
    });
}
