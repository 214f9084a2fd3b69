import { Argument, type Command } from 'commander';
import type { Io } from '../shell';
import type { Shell } from './scripts';

const EXAMPLES = `
The script asks this command for every completion: for commands, options and
their values, and for the namespaces, Applications and clusters of the cluster
that the command line selects. The cluster has two seconds to answer, or the
duration in FLUXAPP_COMPLETION_TIMEOUT.

Examples:
  source <(fluxapp completion bash)    # in ~/.bashrc
  source <(fluxapp completion zsh)     # in ~/.zshrc, after compinit
  fluxapp completion fish | source     # in ~/.config/fish/config.fish`;

/** The hidden command that the scripts call. */
export const COMPLETE = '__complete';

/** Adds `fluxapp completion` and the command that its scripts call. */
export function addCompletionCommand(program: Command, io: Io): void {
  program
    .command('completion')
    .description('print the script that completes this command in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: Shell) => {
      const { SCRIPTS } = await import('./scripts.js');
      io.stdout.write(SCRIPTS[shell]);
    });
  program
    .command(COMPLETE, { hidden: true })
    .argument('[words...]')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const { runComplete } = await import('./run.js');
      io.stdout.write(await runComplete(program, words));
    });
}
