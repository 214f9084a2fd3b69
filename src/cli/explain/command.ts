import { Argument, type Command, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addFileOptions, completedBy } from '../shell';
import type { ExplainOptions } from './run';

const EXAMPLES = `
Shows the type, the description and the default of a key of the values of a Helm
chart, from its schema, its values.yaml with the comments, and its templates.
Without a KEY it lists all keys.

CHART has the same form as for "fluxapp import chart": a folder, an archive
(.tgz), https://HOST/PATH/NAME@VERSION or oci://HOST/PATH/NAME@VERSION.

With -f or --app it also shows where each target with this chart sets the key,
in the rows of "fluxapp lower --explain". Targets whose chart is a template or
an OCIRepository are included, because their chart is not known by name.

Examples:
  fluxapp explain --chart ./charts/podinfo
  fluxapp explain --chart ./charts/podinfo image.tag
  fluxapp explain --chart oci://ghcr.io/stefanprodan/charts/podinfo@6.9.0 ui
  fluxapp explain --chart ./charts/podinfo ui.color -f dist/
  fluxapp explain --chart ./charts/podinfo replicaCount --app
  fluxapp explain --chart ./charts/podinfo replicaCount -o json`;

/** Adds `fluxapp explain`. */
export function addExplainCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('explain')
    .description('show the type and default of a key of a chart, and where targets set it')
    .usage('--chart CHART [KEY] [-f PATH... | --app] [options]')
    .addArgument(new Argument('[key]', 'a key such as image.tag or env[0].value; default: all'))
    .addOption(completedBy('files', new Option('--chart <chart>', 'the chart').makeOptionMandatory()));
  addFileOptions(command, 'manifests with Applications: a file, a directory, or -; may be repeated', 'none')
    .option('--app [command]', 'run the app instead, into a temporary folder; default: the command of cdk8s.yaml')
    .addOption(
      new Option('-o, --output <format>', 'text, json, yaml').choices(['text', 'json', 'yaml']).default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (key: string | undefined, options: ExplainOptions) => {
      if (options.filename.length > 0 && options.app !== undefined) {
        throw new ExpectedError('--app runs the app, -f reads manifests: choose one');
      }
      const { runExplain } = await import('./run.js');
      exit(await runExplain(key ?? '', options, io));
    });
}
