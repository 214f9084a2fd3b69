import { type Command, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addClusterOptions, applicationArgument, clusterOption, completedBy } from '../shell';
import type { StatusOptions } from './run';
import { parseSelector, parseStates, STATES } from './selection-options';

const EXAMPLES = `
Without NAME it lists the Applications that Flux delivers. With NAME it shows
one in detail: its targets, orphaned objects, templates and sources. It computes
the states from the Flux objects by the watcher's rules; no watcher is needed.
Without an Application (applicationFormat: 'none'), it shows the existing
objects of the application, and cannot detect missing targets.

-l selects Applications. --state and --cluster select targets, and applications
that have one of them; the totals of an application still count all its targets.

-o wide is the matrix of applications and clusters. docs/status-output.md lists
the fields of -o json and -o yaml. -o html is the page of "fluxapp ui" as a
single file that opens without a server. -o badge is an SVG image with the state
of one Application. -w runs until Ctrl-C: on a terminal it redraws in place,
otherwise it prints a line for every change (with -o json one line of JSON, with
-o yaml one document).

The exit code is 0 for all states, also after Ctrl-C with -w. It is 1 after an
error.

Examples:
  fluxapp status -A
  fluxapp status web -n apps
  fluxapp status -A -o wide -w
  fluxapp status -A -l team=web --state Failed,Stalled --cluster eu-1
  fluxapp status -A -o html > status.html
  fluxapp status -A -o json | jq '.items[] | select(.state != "Ready").name'
  kubectl get applications.gitops.kubesphere.io,helmreleases,kustomizations,\\
    helmcharts,helmrepositories,gitrepositories,ocirepositories,buckets \\
    -A -o yaml | fluxapp status -f -`;

/** Adds `fluxapp status`. */
export function addStatusCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('status')
    .description('show the state of applications on their clusters')
    .usage('[NAME] [-n NAMESPACE|-A] [options]')
    .addArgument(applicationArgument('[name]', 'the Application to show in detail'))
    .addOption(
      new Option('-o, --output <format>', 'table, wide: applications by clusters, json, yaml, html, badge')
        .choices(['table', 'wide', 'json', 'yaml', 'html', 'badge'])
        .default('table'),
    )
    .addOption(
      new Option('-l, --selector <selector>', 'only Applications with these labels, such as team=web').argParser(
        parseSelector,
      ),
    )
    .addOption(
      completedBy(
        { words: STATES },
        new Option('--state <states>', 'only targets in these states, such as Failed,Stalled').argParser(parseStates),
      ),
    )
    .addOption(clusterOption())
    .addOption(new Option('-w, --watch', 'keep running, and show changes').conflicts('filename'))
    .addOption(
      completedBy(
        'files',
        new Option(
          '-f, --filename <path>',
          'read a dump (kubectl get … -o yaml) instead of a cluster; - is standard input',
        ),
      ),
    );
  addClusterOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, options: StatusOptions) => {
      if (options.filename === '-' && io.stdin.isTTY) {
        throw new ExpectedError('nothing to read: pipe YAML in, or name a file with -f');
      }
      const { output, watch } = options;
      if (watch && (output === 'html' || output === 'badge')) {
        throw new ExpectedError(`-o ${output} does not support -w: remove one of the two`);
      }
      if (output === 'badge' && name === undefined) {
        throw new ExpectedError('-o badge shows a single Application: name it');
      }
      const { runStatus } = await import('./run.js');
      exit(await runStatus(name, options, io));
    });
}
