import type { Command } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addConnectionOptions, applicationArgument } from '../shell';
import type { ApproveOptions } from './run';

const EXAMPLES = `
Approves the current change of a wave: it annotates the HelmReleases or
Kustomizations of the wave, as field manager fluxapp. Flux begins the wave at
its next check after the earlier waves are ready. Any other change of this wave
or an earlier one needs a new approval.

The exit code is 0, or 1 after an error.

Examples:
  fluxapp approve web --wave 3
  fluxapp approve web -n shop --wave 3 --dry-run`;

/** Adds `fluxapp approve`. */
export function addApproveCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('approve')
    .description('approve a wave of an Application, so that it begins')
    .usage('NAME --wave NUMBER [options]')
    .addArgument(applicationArgument('<name>', 'the Application'))
    .requiredOption('--wave <number>', 'the wave, from 2', parseWave)
    .option('--dry-run', 'print the patches, let the API server check them, and patch nothing');
  addConnectionOptions(command, 'the namespace of the Application')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: ApproveOptions) => {
      const { runApprove } = await import('./run.js');
      exit(await runApprove(name, options, io));
    });
}

function parseWave(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new ExpectedError(`--wave: ${JSON.stringify(text)} is not the number of a wave`);
  return Number(text);
}
