import { Argument, type Command, Option } from 'commander';
import type { Io } from '../shell';
import { completedBy, repeatableOption } from '../shell';
import { CI_SYSTEMS } from './project';
import type { InitOptions } from './run';

const EXAMPLES = `
Creates a project: the program with one application, the list of clusters, a
test, CI workflows, and the manifests by which Flux reads the repository. On a
terminal it asks for missing options. If one of the files exists, nothing is
written.

Flux runs on the host cluster and connects to member clusters with their
kubeconfigs. The README.md of the project explains how to create the Secrets,
and the next steps.

Examples:
  fluxapp init fleet
  fluxapp init fleet --yes --git https://git.example.com/fleet.git \\
    --cluster eu-1 --cluster us-1 --ci gitlab`;

/** Adds `fluxapp init`. */
export function addInitCommand(program: Command, io: Io, exit: (code: number) => void): void {
  program
    .command('init')
    .description('create a new project with an application and a test')
    .usage('[FOLDER] [options]')
    .addArgument(
      completedBy('files', new Argument('[folder]', 'the folder of the project').default('.', 'the current one')),
    )
    .option('--git <url>', 'the Git repository that Flux reads; required with --yes')
    .addOption(repeatableOption('--cluster <name>', 'a member cluster; may be repeated', 'the host alone'))
    .option('--namespace <namespace>', 'the namespace of the application; default: apps')
    .option('--repository <url>', 'the chart repository, https:// or oci://; required with --yes and --chart')
    .option('--chart <name>', 'the chart, and the name of the application; default: podinfo')
    .option('--chart-version <version>', 'the version of the chart; required with --yes and --chart')
    .addOption(new Option('--ci <system>', 'the system of the CI workflows; default: github').choices(CI_SYSTEMS))
    .option('--package <spec>', 'the version, URL or file of cdk8s-fluxapp; default: this version')
    .option('-y, --yes', 'do not ask; use the defaults')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: InitOptions) => {
      const { runInit } = await import('./run.js');
      exit(await runInit(folder, options, io));
    });
}
