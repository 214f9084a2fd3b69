import { type Command, Option } from 'commander';
import type { Io } from '../shell';
import { addConnectionOptions, applicationArgument, repeatableOption } from '../shell';
import type { HandoverOptions } from './run';

const EXAMPLES = `
Has somebody else apply the objects of an Application, and changes no spec:
those of code to "fluxapp controller", or those of the controller to Flux, which
applies them from Git, or to "fluxapp apply". Who has applied an object must not
do so any more. It prints what it does, and asks. Where a spec would change, an
object is missing, or somebody would go on applying one, it stops.

The exit code is 0 when it is done or there was nothing to do, and 1 after an
error.

Examples:
  fluxapp handover web -n apps --to controller --dry-run
  fluxapp handover web -n apps --to controller --default-service-account flux
  fluxapp handover web -n apps --to flux --yes`;

/** Adds `fluxapp handover`. */
export function addHandoverCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('handover')
    .description('hand an Application over to the controller, or back')
    .usage('NAME --to controller|flux|fluxapp [options]')
    .addArgument(applicationArgument('<name>', 'the Application'))
    .addOption(
      new Option('--to <applier>', 'who applies its objects from now on')
        .choices(['controller', 'flux', 'fluxapp'])
        .makeOptionMandatory(),
    )
    .option('--dry-run', 'print what it would do, and change nothing')
    .option('-y, --yes', 'do not ask')
    .option('--default-service-account <name>', 'as the controller has it')
    .addOption(repeatableOption('--trusted-namespace <namespace>', 'as the controller has it; may be repeated', 'none'))
    .option('--allow-cross-namespace-sources', 'as the controller has it');
  addConnectionOptions(command, 'the namespace of the Application')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: HandoverOptions) => {
      const { runHandover } = await import('./run.js');
      exit(await runHandover(name, options, io));
    });
}
