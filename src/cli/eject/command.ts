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
sources and whatever else the input holds. With --layout overlays it writes
folders for kustomize: base/ has what an application is everywhere, an overlay
clusters/NAME what a cluster has of its own, shared/ the rest, and the
kustomization.yaml at the top names them all.

Examples:
  fluxapp eject -f dist/
  fluxapp eject -f dist/ --out flux/
  fluxapp eject -f dist/ --out flux/ --layout overlays`;

/** Adds `fluxapp eject`. */
export function addEjectCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('eject')
    .description('print plain objects of Flux, without a mark of this project')
    .usage('-f PATH... [options]');
  addFileOptions(command, 'a file, a directory, or -; may be repeated', 'none')
    .addOption(completedBy('files', new Option('--out <folder>', 'write files into this folder')))
    .addOption(
      new Option('--layout <layout>', 'with --out: a file for each cluster, or base and overlays for kustomize')
        .choices(['files', 'overlays'])
        .default('files'),
    )
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async (options: EjectOptions) => {
      if (options.filename.length === 0) throw new ExpectedError('nothing to read: name manifests with -f');
      if (options.layout === 'overlays') {
        if (options.out === undefined) throw new ExpectedError('--layout overlays: --out names the folder');
        if (options.output !== 'yaml') throw new ExpectedError('--layout overlays: kustomize reads YAML, not -o json');
      }
      const { runEject } = await import('./run.js');
      exit(await runEject(options, io));
    });
}
