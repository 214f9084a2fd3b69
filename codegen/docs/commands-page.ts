import type { Command } from 'commander';
import { helpOf } from './help-of';

/** The page of all commands, each with its help as it prints it. */
export function commandsPage(program: Command): string {
  const sections = program.commands.map((command) => {
    const title = `${program.name()} ${command.name()}`;
    return { title, line: `- [\`${title}\`](#${title.replaceAll(' ', '-')}): ${command.description()}`, command };
  });
  return [
    '# Commands',
    'What `--help` prints, of every command. This page is made by `npm run docs`.',
    sections.map(({ line }) => line).join('\n'),
    block(helpOf(program)),
    ...sections.map(({ title, command }) => `## ${title}\n\n${block(helpOf(command))}`),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}
