import type { Command } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addFileOptions, outputOption } from '../shell';
import type { LowerOptions } from './run';
import { parseWarningsAsErrors } from './warnings-as-errors';

const EXAMPLES = `
Reads YAML and JSON: several documents, and Lists. HelmCharts of the input serve
as templates. What else it holds is passed over: other kinds, Applications of
other engines and, in directories, values files and patches. -R does not read
hidden directories and node_modules. Nothing is printed where there is an error.

--explain prints a row for every value of a target and, before them, one for
every layer that Flux adds: files of the chart, and valuesFrom. What is in those
is known of ConfigMaps of the input alone. With -o they are a list of maps with
the keys application, namespace, target, layer, path, value, carriedBy, file and
reference.

Examples:
  fluxapp lower -f app.yaml
  fluxapp lower -f apps/ -R -o json
  fluxapp lower -f app.yaml --warnings-as-errors=except deploy-empty
  fluxapp lower -f app.yaml --with-application | kubectl apply -f -
  fluxapp lower -f app.yaml --explain
  fluxapp lower -f app.yaml --explain --target eu-1-web --path image.tag
  kubectl get applications.gitops.kubesphere.io -A -o yaml | fluxapp lower`;

/** Options that choose among the rows of --explain. */
const EXPLAIN_OPTIONS = ['application', 'target', 'path'] as const;

/** The options as commander gives them. */
type CommandLine = LowerOptions & { readonly warningsAsErrors?: string | true };

/** Adds `fluxapp lower`. */
export function addLowerCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('lower')
    .description('print the Flux objects that deliver the Applications of YAML or JSON files')
    .usage('[-f FILE|DIRECTORY|-]... [options]');
  addFileOptions(command, 'a file, a directory, or - for standard input; may be repeated', 'standard input')
    .addOption(outputOption())
    .option(
      '--explain',
      'print the values of every target and where they come from, instead of objects: a table, or what -o says',
    )
    .option('--application <name>', 'with --explain: of this Application alone, <name> or <namespace>/<name>')
    .option('--target <KEY>', 'with --explain: of the target with this KEY alone')
    .option('--path <key>', 'with --explain: what can set this key of the values, such as image.tag, or what is in it')
    .option(
      '--with-application',
      'print each Application too, before its objects, with annotations that say what it was lowered to',
    )
    .option('--strict', 'a template that is not in the input is an error, not a warning')
    .option('--warnings-as-errors [except]', 'warnings are errors; with =except CODE,… all but those with these codes')
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
