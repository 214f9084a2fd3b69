import type { Command } from 'commander';
import type { Io, OutputFormat } from '../shell';
import { outputOption } from '../shell';

const EXAMPLES = `
The CRD accepts what KubeSphere's accepts, and has more: every field of Flux,
and in the status a list of the targets and their states. To delete it is to
delete every Application of the cluster: Helm and Flux are told to leave it.

Example:
  fluxapp crds | kubectl apply --server-side -f -`;

/** Adds `fluxapp crds`. */
export function addCrdsCommand(program: Command, io: Io): void {
  program
    .command('crds')
    .description("print this project's CustomResourceDefinition of the Application")
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ output }: { readonly output: OutputFormat }) => {
      const { formatCrds } = await import('./run.js');
      io.stdout.write(formatCrds(output));
    });
}
