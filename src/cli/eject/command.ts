import { type Command, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addFileOptions, completedBy, outputOption } from '../shell';
import type { EjectOptions } from './run';

const EXAMPLES = `
Reads what "cdk8s synth" has written, or "fluxapp lower --with-application", and
prints the objects of Flux alone, without a label or annotation of this project.
Names and specs stay: applied over what runs, they install nothing anew. What
is of this project alone is left out: Applications, their definition, the
watcher. Waves end, as nothing moves them on any more.

--out writes a file for each cluster, clusters/NAME.yaml, and shared.yaml with
sources and whatever else the input holds.

Examples:
  fluxapp eject -f dist/
  fluxapp eject -f dist/ --out flux/`;

/** Adds `fluxapp eject`. */
export function addEjectCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('eject')
    .description('print plain objects of Flux, without a mark of this project')
    .usage('-f PATH... [options]');
  addFileOptions(command, 'a file, a directory, or -; may be repeated', 'none')
    .addOption(completedBy('files', new Option('--out <folder>', 'write a file for each cluster into this folder')))
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (options: EjectOptions) => {
      if (options.filename.length === 0) throw new ExpectedError('nothing to read: name manifests with -f');
      const { runEject } = await import('./run.js');
      exit(await runEject(options, io));
    });
}
