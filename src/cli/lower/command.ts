import { type Command, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addFileOptions, completedBy, outputOption } from '../shell';
import type { LowerOptions } from './run';
import { parseWarningsAsErrors } from './warnings-as-errors';

const EXAMPLES = `
Reads YAML and JSON, with multiple documents and Lists. HelmCharts in the input
serve as templates. Everything else is ignored: other kinds, Applications of
other engines and, in directories, values files and patches. -R skips hidden
directories and node_modules. If there is an error, nothing is printed.

--explain prints a row for every value of a target, preceded by a row for every
layer that Flux adds: values files of the chart, and valuesFrom. The content of
such a layer is known only for ConfigMaps in the input. With -o json and -o yaml
the rows are a list of maps with the keys application, namespace, target, layer,
path, value, carriedBy, file and reference.

--charts validates the values of every target with the schemas of its chart, as
Helm does, and warns of keys that the chart does not know. The folder contains
the charts, packaged or not. For a Chart.yaml, the charts are those that "helm
dependency build" has written to the folder charts/ next to it.

Examples:
  fluxapp lower -f app.yaml
  fluxapp lower -f apps/ -R -o json
  fluxapp lower -f app.yaml --warnings-as-errors=except deploy-empty
  fluxapp lower -f app.yaml --with-application | kubectl apply -f -
  fluxapp lower -f app.yaml --charts charts/
  fluxapp lower -f app.yaml --explain
  fluxapp lower -f app.yaml --explain --target eu-1-web --path image.tag
  kubectl get applications.gitops.kubesphere.io -A -o yaml | fluxapp lower`;

/** Options that filter the rows of --explain. */
const EXPLAIN_OPTIONS = ['application', 'target', 'path'] as const;

/** The options as commander gives them. */
type CommandLine = LowerOptions & { readonly warningsAsErrors?: string | true };

/** Adds `fluxapp lower`. */
export function addLowerCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('lower')
    .description('print the Flux objects for Applications in YAML or JSON files')
    .usage('[-f FILE|DIRECTORY|-]... [options]');
  addFileOptions(command, 'a file, a directory, or - for standard input; may be repeated', 'standard input')
    .addOption(outputOption())
    .option(
      '--explain',
      'print the values of every target and where they come from, instead of objects, as a table or in the format of -o',
    )
    .option('--application <name>', 'with --explain: only this Application, <name> or <namespace>/<name>')
    .option('--target <KEY>', 'with --explain: only the target with this KEY')
    .option(
      '--path <key>',
      'with --explain: only layers that set this key of the values or a key below, such as image.tag',
    )
    .option(
      '--with-application',
      'print each Application too, before its objects, with annotations for status and nulls',
    )
    .addOption(
      completedBy(
        'files',
        new Option('--charts <path>', 'validate values with the charts in this folder, or of this Chart.yaml'),
      ),
    )
    .option('--strict', 'treat a template missing from the input as an error')
    .option(
      '--warnings-as-errors [except]',
      'treat warnings as errors; =except CODE,… exempts warnings with these codes',
    )
    .allowExcessArguments()
    .addHelpText('after', EXAMPLES)
    .action(async ({ warningsAsErrors, ...options }: CommandLine) => {
      const [stray] = typeof warningsAsErrors === 'string' ? [] : command.args;
      if (stray !== undefined) throw new ExpectedError(`${stray} is not an option; every file needs an -f of its own`);
      if (options.filename.length === 0 && io.stdin.isTTY) {
        throw new ExpectedError('nothing to read: name files with -f, or pipe YAML in');
      }
      if (options.withApplication && options.explain) {
        throw new ExpectedError('--with-application prints objects, --explain prints values: choose one');
      }
      const filter = EXPLAIN_OPTIONS.find((name) => options[name] !== undefined);
      if (filter && !options.explain) throw new ExpectedError(`--${filter} needs --explain`);
      const strictness =
        warningsAsErrors === undefined ? undefined : parseWarningsAsErrors(warningsAsErrors, command.args);
      const filename = options.filename.length === 0 ? ['-'] : options.filename;
      const output =
        command.getOptionValueSource('output') === 'default' && options.explain ? undefined : options.output;
      const { runLower } = await import('./run.js');
      exit(await runLower({ ...options, strictness, filename, output }, io));
    });
}
