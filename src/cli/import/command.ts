import type { Command } from 'commander';
import type { Io } from '../shell';
import { addImportApplicationsCommand } from './applications';
import { addImportChartCommand } from './chart';
import { addImportReleasesCommand } from './releases';

const EXAMPLES = `
Examples:
  fluxapp import releases -A > main.ts
  fluxapp import applications -A > main.ts
  fluxapp import chart ./charts/podinfo
  fluxapp help import releases`;

/** Adds `fluxapp import`, a group of commands. */
export function addImportCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const group = program
    .command('import')
    .description('write TypeScript from existing objects and charts')
    .usage('COMMAND')
    .helpCommand(false);
  group.addHelpText('after', EXAMPLES);
  addImportReleasesCommand(group, io, exit);
  addImportApplicationsCommand(group, io, exit);
  addImportChartCommand(group, io, exit);
}
