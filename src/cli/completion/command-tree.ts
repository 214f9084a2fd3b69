import type { Command, Option } from 'commander';

/** A command as completions know it. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** Of its argument, if it takes one of a few words. */
  readonly words: readonly string[];
}

export interface CompletedOption {
  readonly short?: string;
  readonly long: string;
  readonly description: string;
  /** Whether a value follows. */
  readonly takesValue: boolean;
  /** What it may be, where that is a few words. */
  readonly words: readonly string[];
  /** Whether it is a file. */
  readonly isFile: boolean;
}

/** The commands of a program, out of the same objects that parse its arguments. */
export function commandsOf(program: Command): CompletedCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: optionsOf(command),
    words: command.registeredArguments[0]?.argChoices ?? [],
  }));
}

/** The options of a command, its help among them. */
export function optionsOf(command: Command): CompletedOption[] {
  return command.createHelp().visibleOptions(command).map(completed);
}

const FILES: ReadonlySet<string> = new Set(['path', 'kind=file']);

function completed({ short, long, description, flags, required, argChoices }: Option): CompletedOption {
  const [, value = ''] = /<(.+)>/.exec(flags) ?? [];
  return {
    short: short ?? undefined,
    long: long ?? '',
    description,
    takesValue: required,
    words: argChoices ?? [],
    isFile: FILES.has(value),
  };
}

/** `-o`, `--output` */
export function flagsOf({ short, long }: CompletedOption): string[] {
  return [short, long].filter((flag) => flag !== undefined && flag !== '') as string[];
}
