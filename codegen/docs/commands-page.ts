import type { Command } from 'commander';
import { EXIT_CODES } from '../../src/cli/shell';
import { helpOf } from './help-of';

/** The page of all commands, each with its help text. */
export function commandsPage(program: Command): string {
  const sections = commandsIn(program, program.name()).map(({ command, title }) => {
    return { title, line: `- [\`${title}\`](#${title.replaceAll(' ', '-')}): ${command.description()}`, command };
  });
  return [
    '# Commands',
    'The output of `--help` for every command. `npm run docs` generates this page.',
    sections.map(({ line }) => line).join('\n'),
    block(helpOf(program)),
    ['## Exit codes', exitCodes()].join('\n\n'),
    ...sections.map(({ title, command }) => `## ${title}\n\n${block(helpOf(command))}`),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

/** The commands of a group, each before its subcommands. */
function commandsIn(group: Command, title: string): { readonly command: Command; readonly title: string }[] {
  const commands = group.createHelp().visibleCommands(group);
  return commands.flatMap((command) => {
    const own = `${title} ${command.name()}`;
    return [{ command, title: own }, ...commandsIn(command, own)];
  });
}

function exitCodes(): string {
  const rows = EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`);
  return ['| code | meaning |', '|---|---|', ...rows].join('\n');
}

function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}
