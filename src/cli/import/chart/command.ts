import { Argument, type Command, Option } from 'commander';
import type { Io } from '../../shell';
import { completedBy } from '../../shell';
import type { ImportChartOptions } from './run';

const EXAMPLES = `
Writes a TypeScript module for each chart: the type of its values, and the
chart. With "chart: podinfo", an application accepts only values of this type.
The type is derived from the schema of the chart, its values.yaml with the
comments, and the keys that its templates read. A chart is one of
  a folder, or an archive (.tgz)
  https://HOST/PATH/NAME@VERSION   of a repository
  oci://HOST/PATH/NAME@VERSION     of a registry
VERSION is exact. If the repository or registry provides a digest, it is
checked. The credentials are those of "helm registry login", "docker login" and
"helm repo add".

Without a chart, the command imports a list of charts: with -f the dependencies
of a Chart.yaml, which Renovate keeps up to date; otherwise "fluxapp.charts" in
./cdk8s.yaml, which is a list of charts or the path of such a Chart.yaml.

The module has the name of the chart; NAME:=CHART sets another name. The same
chart always results in the same module, byte for byte: commit it.

--check writes nothing. The exit code is 1 if a module is missing or differs.
Remote charts are not downloaded: their modules record the chart, the version,
and a digest that shows whether the module was edited. If the schema of a local
chart refers to URLs, these documents are downloaded.

Examples:
  fluxapp import chart ./charts/podinfo
  fluxapp import chart https://charts.example.com/podinfo@6.9.0
  fluxapp import chart podinfo68:=oci://registry.example.com/podinfo@6.8.0
  fluxapp import chart -f charts/Chart.yaml
  fluxapp import chart --check`;

/** Adds `fluxapp import chart`. */
export function addImportChartCommand(group: Command, io: Io, exit: (code: number) => void): void {
  group
    .command('chart')
    .description('write the type of the values of a Helm chart')
    .usage('[[NAME:=]CHART...] [options]')
    .addArgument(
      completedBy(
        'files',
        new Argument('[chart...]', 'a folder, an archive, https://… or oci://…; default: those of cdk8s.yaml'),
      ),
    )
    .addOption(completedBy('files', new Option('-f, --filename <file>', 'a Chart.yaml; its dependencies are imported')))
    .addOption(completedBy('files', new Option('--out <folder>', 'where the modules are written').default('imports')))
    .option('--check', 'write nothing, but fail if a module is missing or differs')
    .addHelpText('after', EXAMPLES)
    .action(async (references: readonly string[], options: ImportChartOptions) => {
      const { runImportChart } = await import('./run.js');
      exit(await runImportChart(references, options, io));
    });
}
