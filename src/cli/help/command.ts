import { Argument, type Command } from 'commander';
import { nearest } from '../../diagnostics';
import { completedBy } from '../shell';

const EXAMPLES = `
Examples:
  fluxapp help
  fluxapp help status`;

/** Adds `fluxapp help`. */
export function addHelpCommand(program: Command): void {
  program
    .command('help')
    .description('print help for a command')
    .usage('[COMMAND]')
    .addArgument(completedBy('commands', new Argument('[command]', 'the command')))
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined) => {
      if (name === undefined) return program.outputHelp();
      const commands = program.createHelp().visibleCommands(program);
      const command = commands.find((each) => each.name() === name);
      if (command) return command.outputHelp();
      const near = nearest(
        name,
        commands.map((each) => each.name()),
      );
      return program.error(`error: unknown command '${name}'${near === undefined ? '' : `; did you mean ${near}?`}`);
    });
}
