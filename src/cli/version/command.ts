import { type Command, Option } from 'commander';
import { findPackage } from '../../package';
import type { Io, OutputFormat } from '../shell';

const EXAMPLES = `
Examples:
  fluxapp version
  fluxapp version -o json`;

/** Adds `fluxapp version`. */
export function addVersionCommand(program: Command, io: Io): void {
  program
    .command('version')
    .description('print the versions of this command and of Node')
    .addOption(new Option('-o, --output <format>', 'json or yaml instead of lines').choices(['json', 'yaml']))
    .addHelpText('after', EXAMPLES)
    .action(async ({ output }: { readonly output?: OutputFormat }) => {
      const client = { version: findPackage().version, nodeVersion: process.version, platform };
      if (output === undefined) {
        io.stdout.write(`Client Version: ${client.version}\nNode Version: ${client.nodeVersion}\n`);
        return;
      }
      const { formatData } = await import('../output/index.js');
      io.stdout.write(formatData({ clientVersion: client }, output));
    });
}

/** In the format of kubectl and flux: `linux/x64`. */
const platform = `${process.platform}/${process.arch}`;
