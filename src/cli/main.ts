import { Command, CommanderError } from 'commander';
import { nearest } from '../diagnostics';
import { findPackage } from '../package';
import { addApplyCommand } from './apply';
import { addApproveCommand } from './approve';
import { addClustersCommand } from './clusters';
import { addCompletionCommand, COMPLETE } from './completion';
import { addControllerCommand } from './controller';
import { addCrdsCommand } from './crds';
import { addEjectCommand } from './eject';
import { addExplainCommand } from './explain';
import { addHandoverCommand } from './handover';
import { addHelpCommand } from './help';
import { addImportCommand } from './import';
import { addInitCommand } from './init';
import { addInstallCommand } from './install';
import { addLowerCommand } from './lower';
import { addResumeCommand, addSuspendCommand } from './pause';
import { addPlanCommand } from './plan';
import type { Io } from './shell';
import { endBySignal, printError, reportFailure } from './shell';
import { addStatusCommand } from './status';
import { addUiCommand } from './ui';
import { addVersionCommand } from './version';
import { addWaitCommand } from './wait';
import { addWatchCommand } from './watch';

const EXAMPLES = `
Examples:
  fluxapp status -A
  fluxapp wait web -n apps --timeout 10m
  fluxapp lower -f app.yaml
  fluxapp crds | kubectl apply --server-side -f -
  fluxapp watch -A
  fluxapp suspend web --cluster eu-1 --reason "the database is moved"

Data goes to standard output, messages go to standard error. The exit code is 0,
or 1 after an error. "fluxapp help COMMAND" describes a command.`;

/** In characters; the examples are written for it. */
const HELP_WIDTH = 80;

/**
 * Runs the command.
 *
 * @param args the command line without `fluxapp`
 * @returns the exit code
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = createProgram(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (cause) {
    return cause instanceof CommanderError ? cause.exitCode : reportFailure(io, cause);
  }
}

/**
 * The command with all its subcommands. Help, completions and docs/commands.md are generated from it.
 *
 * @param exit receives the exit code
 */
export function createProgram(io: Io, exit: (code: number) => void): Command {
  const program = new Command('fluxapp')
    .description('Applications that Flux delivers to many clusters')
    .version(findPackage().version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // two lines of commander in one: error: unknown option '--recursiv'; did you mean --recursive?
      outputError: (text) =>
        printError(
          io,
          text
            .replace(/^error: /, '')
            .replace(/\n\(Did you mean (.+)\?\)/, '; did you mean $1?')
            .replace(
              /^command-argument value ('.*') is invalid for argument '(.+?)'\./s,
              "argument '$2': $1 is invalid.",
            )
            .replace(
              /^(option .*) argument '(.*)' is invalid\. Allowed choices are (.+)\.$/m,
              (all, option, word, choices) => {
                const near = nearest(word, choices.split(', '));
                return near === undefined ? all : `${option} argument '${word}' is invalid; did you mean ${near}?`;
              },
            )
            .trimEnd(),
        ),
    })
    .showHelpAfterError('See "fluxapp --help" for usage.');
  program.commandsGroup('Applications:');
  addStatusCommand(program, io, exit);
  addUiCommand(program, io, exit);
  addWaitCommand(program, io, exit);
  addSuspendCommand(program, io, exit);
  addResumeCommand(program, io, exit);
  addApproveCommand(program, io, exit);
  program.commandsGroup('Clusters:');
  addClustersCommand(program, io, exit);
  program.commandsGroup('Manifests:');
  addInitCommand(program, io, exit);
  addLowerCommand(program, io, exit);
  addExplainCommand(program, io, exit);
  addPlanCommand(program, io, exit);
  addApplyCommand(program, io, exit);
  addCrdsCommand(program, io);
  program.commandsGroup('Adoption:');
  addImportCommand(program, io, exit);
  addEjectCommand(program, io, exit);
  addHandoverCommand(program, io, exit);
  program.commandsGroup('Controllers:');
  addWatchCommand(program, io, exit);
  addControllerCommand(program, io, exit);
  addInstallCommand(program, io, exit);
  program.commandsGroup('Other commands:');
  addHelpCommand(program);
  addVersionCommand(program, io);
  addCompletionCommand(program, io);
  referToHelp(program, 'fluxapp');
  return program;
}

/** Makes usage errors of each command in a group refer to the help of that command. */
function referToHelp(group: Command, name: string): void {
  for (const command of group.commands) {
    const own = `${name} ${command.name()}`;
    command.showHelpAfterError(`See "${own} --help" for usage.`);
    referToHelp(command, own);
  }
}

/** Runs the command as a process. */
export async function main(): Promise<void> {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(0); // the reader has closed the pipe
    process.stderr.write(`error: standard output cannot be written (${code})\n`);
    process.exit(1);
  });
  const args = process.argv.slice(2);
  process.exitCode = await run(args, process);
  if (args[0] === COMPLETE) process.exit(); // a credential plugin may hang
  endBySignal(process.exitCode);
}
