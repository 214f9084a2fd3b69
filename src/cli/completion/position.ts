import type { Command, Option } from 'commander';

/** The position in a command line at which a word is completed. */
export interface Position {
  /** The command before the word; the program itself if there is none yet. */
  readonly command: Command;
  /** Arguments of the command before the word. */
  readonly operands: readonly string[];
  /** Values by commander's name of the option (`allNamespaces`); `true` for a flag without a value. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** The option whose value is completed; undefined: an argument, a command or an option. */
  readonly option?: Option;
  /** The text before the value in the same word: `--output=`. */
  readonly prefix: string;
  /** The beginning of the value. */
  readonly value: string;
  /** Whether the word may be an option: there is no `--` before it. */
  readonly mayBeOption: boolean;
}

/**
 * Parses a command line like commander, up to the word that is completed, without calling the parsers of values.
 *
 * @param words the line without `fluxapp`; the last one is completed
 * @returns undefined if the line has an unknown command
 */
export function positionOf(program: Command, words: readonly string[]): Position | undefined {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  let command = program;
  let open: Option | undefined;
  let mayBeOption = true;
  const give = (option: Option | undefined, value: string | undefined) => {
    if (option === undefined) return;
    if (option.required && value === undefined) open = option;
    else given.set(option.attributeName(), [...(given.get(option.attributeName()) ?? []), value ?? 'true']);
  };
  for (const word of words.slice(0, -1)) {
    if (open !== undefined) {
      const option = open;
      open = undefined;
      give(option, word);
    } else if (!mayBeOption || !/^-./.test(word)) {
      const next = command.commands.find((each) => each.name() === word);
      if (command.commands.length > 0 && next === undefined) return undefined;
      if (next) command = next;
      else operands.push(word);
    } else if (word === '--') mayBeOption = false;
    else if (word.startsWith('--')) {
      const [, long = '', value] = /^(--[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      give(findOption(command, long), value);
    } else for (const [option, value] of shortOptions(command, word)) give(option, value);
  }
  const word = words.at(-1) ?? '';
  const shared = { command, operands, given, mayBeOption };
  if (open !== undefined) return { ...shared, option: open, prefix: '', value: word };
  const [, prefix = '', value = word] = (mayBeOption && /^(--[^=]+=)(.*)$/s.exec(word)) || [];
  const option = findOption(command, prefix.slice(0, -1));
  return option?.required ? { ...shared, option, prefix, value } : { ...shared, prefix: '', value: word };
}

function findOption(command: Command, flag: string): Option | undefined {
  return command.options.find(({ short, long }) => flag !== '' && (flag === short || flag === long));
}

/** The options in `-A`, `-napps` or `-An`, each with its attached value. */
function shortOptions(command: Command, word: string): [Option | undefined, string | undefined][] {
  const found: [Option | undefined, string | undefined][] = [];
  for (let index = 1; index < word.length; index++) {
    const option = findOption(command, `-${word[index]}`);
    const rest = option?.required ? word.slice(index + 1) : '';
    found.push([option, rest === '' ? undefined : rest]);
    if (rest !== '') break;
  }
  return found;
}
