import type { CompletedCommand, CompletedOption } from './command-tree';

/** The script that `fluxapp completion fish | source` takes. */
export function fishCompletion(commands: readonly CompletedCommand[], global: readonly CompletedOption[]): string {
  const lines = [
    '# fish completion of fluxapp',
    'complete -c fluxapp -f',
    ...global.map((option) => optionLine('__fish_use_subcommand', option)),
    ...commands.flatMap(({ name, description, options, words }) => {
      const here = `__fish_seen_subcommand_from ${name}`;
      return [
        `complete -c fluxapp -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
        ...(words.length > 0 ? [`complete -c fluxapp -n ${quoted(here)} -a ${quoted(words.join(' '))}`] : []),
        ...options.map((option) => optionLine(here, option)),
      ];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function optionLine(
  condition: string,
  { short, long, description, takesValue, words, isFile }: CompletedOption,
): string {
  return [
    `complete -c fluxapp -n ${quoted(condition)}`,
    ...(short ? [`-s ${short.slice(1)}`] : []),
    ...(long ? [`-l ${long.slice(2)}`] : []),
    ...(takesValue ? [isFile ? '-r -F' : '-x'] : []),
    ...(words.length > 0 ? [`-a ${quoted(words.join(' '))}`] : []),
    `-d ${quoted(description)}`,
  ].join(' ');
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
