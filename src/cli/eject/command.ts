import { type Command, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addFileOptions, completedBy, outputOption } from '../shell';
import type { EjectOptions } from './run';

const EXAMPLES = `
Reads the output of "cdk8s synth" or of "fluxapp lower --with-application", and
prints only the Flux objects, without labels and annotations of this project.
Names and specs stay the same: applied over the running objects, they reinstall
nothing. Objects that only this project uses are omitted: Applications, their
CustomResourceDefinition, the watcher, the page. Waves end, because nothing
updates their gates any more.

--out writes a file for each cluster, clusters/NAME.yaml, and shared.yaml with
sources and the other objects of the input. With --layout overlays it writes
folders for kustomize: base/ contains what the clusters of an application have
in common, each overlay clusters/NAME contains the differences of one cluster,
and shared/ contains the rest. The kustomization.yaml at the top lists them all.
If a file exists and differs, nothing is written.

Examples:
  fluxapp eject -f dist/
  fluxapp eject -f dist/ --out flux/
  fluxapp eject -f dist/ --out flux/ --layout overlays`;

/** Adds `fluxapp eject`. */
export function addEjectCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('eject')
    .description('print plain Flux objects, without labels and annotations of this project')
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
