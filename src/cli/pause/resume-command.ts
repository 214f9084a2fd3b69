import type { Command } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addClusterOptions, applicationArgument, clusterOption } from '../shell';
import type { ResumeOptions } from './run';

const EXAMPLES = `
Takes spec.suspend and what was noted about the pause off the HelmReleases or
Kustomizations of an Application, and "suspend" out of the Application. Flux
goes on with what they say by then. Who will suspend them again is said before
anything is patched.

Prints every target as it was and as it is. The exit code is 0, or 1 after an
error.

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
    .addArgument(applicationArgument('[name]', 'the Application; with --expired all of them where none is named'))
    .addOption(clusterOption())
    .option('--expired', 'only what is paused for longer than was meant')
    .option('--dry-run', 'say what would be patched, have the API server check it, and patch nothing');
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, options: ResumeOptions) => {
      if (name === undefined && !options.expired) {
        throw new ExpectedError(
          'which Application? Name it, or end all pauses that are past their time with --expired',
        );
      }
      const { runResume } = await import('./run.js');
      exit(await runResume(name, options, io));
    });
}
