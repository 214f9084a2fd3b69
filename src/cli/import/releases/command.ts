import { type Command, Option } from 'commander';
import type { Io } from '../../shell';
import { addClusterOptions, addFileOptions, completedBy } from '../../shell';
import type { ImportOptions } from '../run';

const EXAMPLES = `
Reads HelmReleases, Kustomizations and sources, of a cluster or with -f, finds
what is one application on many clusters, and prints a program: sources, and
applications with defaults, overrides and targets. One application is what has
one namespace, source and chart (or path), and names that differ in the name of
the cluster alone. Nothing is changed in the cluster.

A release keeps its name and its storage namespace, so that nothing is installed
anew; its HelmRelease gets another name. docs/migration.md has the steps that
move a release from one to the other. --moves prints the names, a line each:
KIND NAMESPACE OLD NEW.

Each application is lowered again before it is printed. What would not come out
as it went in is not taken, and a warning says why; so does one for each object
that refers to another by a name that is no longer its name. Comments are lost.

--clusters names the file that "fluxapp clusters -o yaml" writes. What clusters
with a label have in common then goes to "overrides".

Examples:
  fluxapp import releases -A > main.ts
  fluxapp import releases -f clusters/ -R > main.ts
  fluxapp import releases -f dump.yaml --clusters clusters.yaml > main.ts
  fluxapp import releases -A --moves`;

/** Adds `fluxapp import releases`. */
export function addImportReleasesCommand(group: Command, io: Io, exit: (code: number) => void): void {
  const command = group
    .command('releases')
    .description('write applications from HelmReleases and Kustomizations')
    .usage('[-f PATH]... [-n NAMESPACE|-A] [options]')
    .addOption(completedBy('files', new Option('--clusters <file>', 'a list of clusters, with their labels')))
    .option('--moves', 'print the names of what was taken, in place of the program');
  addFileOptions(command, 'a file, a directory, or -; may be repeated', 'the cluster');
  addClusterOptions(command, 'objects')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ImportOptions) => {
      const { RELEASES, runImport } = await import('../run.js');
      exit(await runImport(RELEASES, options, io));
    });
}
