import { Argument, type Command } from 'commander';
import type { Io } from '../shell';
import type { Shell } from './run';

const EXAMPLES = `
Examples:
  source <(fluxapp completion bash)    # in ~/.bashrc
  source <(fluxapp completion zsh)     # in ~/.zshrc, after compinit
  fluxapp completion fish | source     # in ~/.config/fish/config.fish`;

/** Adds `fluxapp completion`. */
export function addCompletionCommand(program: Command, io: Io): void {
  program
    .command('completion')
    .description('print the script that completes this command in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: Shell) => {
      const { completionOf } = await import('./run.js');
      io.stdout.write(completionOf(shell, program));
    });
}
