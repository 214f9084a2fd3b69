import type { Command } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addClusterOptions, applicationArgument, clusterOption } from '../shell';
import type { ResumeOptions } from './run';

const EXAMPLES = `
Removes spec.suspend and the annotations of the pause from the HelmReleases or
Kustomizations of an Application, and "suspend" from the Application. Flux then
reconciles them again. Before it patches, the command names the field managers
that will suspend them again.

Prints the state of every target before and after. The exit code is 0, or 1
after an error.

Examples:
  fluxapp resume web --cluster eu-1
  fluxapp resume web -n shop --dry-run
  fluxapp resume --expired -A`;

/** Adds `fluxapp resume`. */
export function addResumeCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('resume')
    .description('end the pause of an Application: on some clusters, or on all')
    .usage('[NAME] [--cluster CLUSTER]... [options]')
    .addArgument(applicationArgument('[name]', 'the Application; optional with --expired, default: all of them'))
    .addOption(clusterOption())
    .option('--expired', 'only pauses whose --until has passed')
    .option('--dry-run', 'print the patches, let the API server check them, and patch nothing');
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, options: ResumeOptions) => {
      if (name === undefined && !options.expired) {
        throw new ExpectedError('name an Application, or end all expired pauses with --expired');
      }
      const { runResume } = await import('./run.js');
      exit(await runResume(name, options, io));
    });
}
