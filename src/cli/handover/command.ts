import { type Command, Option } from 'commander';
import type { Io } from '../shell';
import { addConnectionOptions, applicationArgument, repeatableOption } from '../shell';
import type { HandoverOptions } from './run';

const EXAMPLES = `
Changes the applier of the objects of an Application, without changing a spec:
from the applier of code to "fluxapp controller"; or from the controller to
Flux, which applies the objects from Git, or to "fluxapp apply". The previous
applier must no longer apply the objects. The command prints the objects, and
asks for confirmation. It stops if a spec would change, if an object is missing,
or if the previous applier would continue.

The exit code is 0 if the objects are handed over or there was nothing to do,
and 1 after an error, or if the confirmation was declined.

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
      new Option('--to <applier>', 'the new applier of its objects')
        .choices(['controller', 'flux', 'fluxapp'])
        .makeOptionMandatory(),
    )
    .option('--dry-run', 'print the objects, and change nothing')
    .option('-y, --yes', 'do not ask')
    .option('--default-service-account <name>', 'the same value as on the controller')
    .addOption(
      repeatableOption(
        '--trusted-namespace <namespace>',
        'the same value as on the controller; may be repeated',
        'none',
      ),
    )
    .option('--allow-cross-namespace-refs', 'if the controller runs with this option');
  addConnectionOptions(command, 'the namespace of the Application')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: HandoverOptions) => {
      const { runHandover } = await import('./run.js');
      exit(await runHandover(name, options, io));
    });
}
