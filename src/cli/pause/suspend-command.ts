import type { Command } from 'commander';
import type { Io } from '../shell';
import { addClusterOptions, applicationArgument, clusterOption } from '../shell';
import type { SuspendOptions } from './run';

const EXAMPLES = `
Sets spec.suspend of the HelmReleases or Kustomizations of an Application, and
notes on them why, by whom, since when and until when. Flux leaves them as they
are from then on; "fluxapp resume" ends that, nothing else does. A pause that is
past its time is shown as such, and "fluxapp resume --expired" ends it.

The Application is patched along. Where somebody applies it again, from Git say,
that is undone, and its targets are suspended all the same. Who will end the
pause itself is said before anything is patched.

Prints every target as it was and as it is. The exit code is 0, or 1 after an
error.

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
    .option('--reason <text>', 'why: it is shown wherever the pause is')
    .option('--until <time>', 'when it is meant to end: 4h, 2d, or 2026-12-01T08:00:00Z')
    .option('--dry-run', 'say what would be patched, have the API server check it, and patch nothing');
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: SuspendOptions) => {
      const { runSuspend } = await import('./run.js');
      exit(await runSuspend(name, options, io));
    });
}
