import { type Command, Option } from 'commander';
import type { Io } from '../../shell';
import { addClusterOptions, addFileOptions, completedBy } from '../../shell';
import type { ImportOptions } from '../run';

const EXAMPLES = `
Reads HelmReleases, Kustomizations and sources, from a cluster or with -f, finds
the applications that they deliver to many clusters, and prints a program:
sources, and applications with defaults, overrides and targets. Objects belong
to one application if they have the same namespace, source and chart (or path),
and their names differ only in the name of the cluster. Nothing is changed in
the cluster.

A release keeps its name and its storage namespace, so nothing is reinstalled;
its HelmRelease gets another name. docs/migration.md has the steps that move a
release from one to the other. --moves prints the names, one line per object:
KIND NAMESPACE OLD NEW.

Each application is lowered again before it is printed. Objects that would
change are not imported, and a warning gives the reason. A warning also reports
objects that refer to another object by its old name, and values of files with
\${…}, which are imported unchanged. Comments are lost.

--clusters names the file that "fluxapp clusters -o yaml" writes. Common fields
of clusters with a label are then written to "overrides".

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
    .option('--moves', 'print the names of the imported objects instead of the program');
  addFileOptions(command, 'a file, a directory, or -; may be repeated', 'the cluster');
  addClusterOptions(command, 'objects')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ImportOptions) => {
      const { RELEASES, runImport } = await import('../run.js');
      exit(await runImport(RELEASES, options, io));
    });
}
