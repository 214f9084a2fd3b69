import { type Command, Option } from 'commander';
import type { Io } from '../../shell';
import { addClusterOptions, addFileOptions, completedBy } from '../../shell';
import type { ImportOptions } from '../run';

const EXAMPLES = `
Reads Applications of KubeSphere, from a cluster or with -f, and prints a
program that creates them: sources, and applications with defaults, overrides
and targets. Nothing is changed in the cluster.

If the input contains the HelmReleases that another controller created for them,
identified by label and annotation, each release keeps its name and storage
namespace. Otherwise, names that an Application leaves to Flux stay with Flux.
Applications of other engines, and those written by "cdk8s synth", are ignored.

Examples:
  fluxapp import applications -A > main.ts
  fluxapp import applications -f dump.yaml > main.ts`;

/** Adds `fluxapp import applications`. */
export function addImportApplicationsCommand(group: Command, io: Io, exit: (code: number) => void): void {
  const command = group
    .command('applications')
    .description("write code from KubeSphere's Applications")
    .usage('[-f PATH]... [-n NAMESPACE|-A] [options]')
    .addOption(completedBy('files', new Option('--clusters <file>', 'a list of clusters, with their labels')));
  addFileOptions(command, 'a file, a directory, or -; may be repeated', 'the cluster');
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (options: ImportOptions) => {
      const { APPLICATIONS, runImport } = await import('../run.js');
      exit(await runImport(APPLICATIONS, options, io));
    });
}
