import { Argument, type Command } from 'commander';
import { nearest } from '../../diagnostics';
import { completedBy } from '../shell';

const EXAMPLES = `
Examples:
  fluxapp help
  fluxapp help status
  fluxapp help import releases`;

/** Adds `fluxapp help`. */
export function addHelpCommand(program: Command): void {
  program
    .command('help')
    .description('print help for a command')
    .usage('[COMMAND]...')
    .addArgument(completedBy('commands', new Argument('[command...]', 'the command')))
    .addHelpText('after', EXAMPLES)
    .action((names: readonly string[]) => {
      let command = program;
      for (const name of names) {
        const commands = command.createHelp().visibleCommands(command);
        const next = commands.find((each) => each.name() === name);
        if (next === undefined) return unknown(command, name, commands);
        command = next;
      }
      return command.outputHelp();
    });
}

function unknown(group: Command, name: string, commands: readonly Command[]): never {
  const near = nearest(
    name,
    commands.map((each) => each.name()),
  );
  return group.error(`error: unknown command '${name}'${near === undefined ? '' : `; did you mean ${near}?`}`);
}
