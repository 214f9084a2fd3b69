import type { Command } from 'commander';
import type { Io, OutputFormat } from '../shell';
import { outputOption } from '../shell';

const EXAMPLES = `
The CRD is a superset of KubeSphere's: it has every field of Flux, and the state
of every target in the status. Deleting the CRD deletes every Application in the
cluster; its annotations prevent Helm and Flux from deleting it.

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
