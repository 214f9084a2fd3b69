import type { Argument, Command, Option } from 'commander';
import { completerOf } from '../shell';
import type { Position } from './position';

/** The possible completions of a word. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Whether names of files complete it too. @default false */
  readonly isFile?: boolean;
  /** Whether the candidates are prefixes of words, so that no space follows. @default false */
  readonly isBeginning?: boolean;
}

export interface Candidate {
  /** The whole word. */
  readonly word: string;
  readonly description?: string;
}

/** Reads names for a command line. The promises reject if that is impossible. */
export interface Names {
  applications(): Promise<readonly string[]>;
  /** @param application undefined: the clusters of all Applications */
  clusters(application: string | undefined): Promise<readonly string[]>;
  contexts(): Promise<readonly string[]>;
  namespaces(): Promise<readonly string[]>;
}

const NOTHING: Completion = { candidates: [] };

/**
 * The possible completions of the word at a position.
 *
 * @param names loads the reader of a cluster; only called to complete a name
 */
export async function complete(position: Position, names: () => Promise<Names>): Promise<Completion> {
  const { command, operands, option, prefix, value, mayBeOption } = position;
  const isOption = option === undefined && mayBeOption && value.startsWith('-');
  const all = isOption
    ? { candidates: optionsOf(position) }
    : option === undefined && command.commands.length > 0
      ? { candidates: commandsOf(command) }
      : await valuesOf(option ?? argumentAt(command, operands.length), position, names);
  const candidates = all.candidates.filter(({ word }) => word.startsWith(value));
  return { ...all, candidates: candidates.map((each) => ({ ...each, word: prefix + each.word })) };
}

function commandsOf(group: Command): Candidate[] {
  const commands = group.createHelp().visibleCommands(group);
  return commands.map((command) => ({ word: command.name(), description: command.description() }));
}

/** The options that can still be added. */
function optionsOf({ command, given }: Position): Candidate[] {
  const isRepeatable = ({ defaultValue }: Option) => Array.isArray(defaultValue);
  return command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => isRepeatable(option) || !given.has(option.attributeName()))
    .flatMap(({ short, long, description }) =>
      [short, long].flatMap((flag) => (flag ? { word: flag, description } : [])),
    );
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic ? last : undefined);
}

async function valuesOf(
  taker: Option | Argument | undefined,
  position: Position,
  names: () => Promise<Names>,
): Promise<Completion> {
  if (taker === undefined) return NOTHING;
  if (taker.argChoices) return ofWords(taker.argChoices);
  const { command, operands, given, value } = position;
  const completer = completerOf(taker);
  if (typeof completer === 'object') return ofList(completer.words, value);
  switch (completer) {
    case 'applications':
      return ofWords((await (await names()).applications()).filter((name) => !operands.includes(name)));
    case 'clusters': {
      const clusters = await (await names()).clusters(operands[0]);
      return ofWords(clusters.filter((name) => !given.get('cluster')?.includes(name)));
    }
    case 'commands':
      return { candidates: commandsOf(command.parent ?? command) };
    case 'contexts':
      return ofWords(await (await names()).contexts());
    case 'files':
      return { candidates: [], isFile: true };
    case 'junit':
      return value.startsWith('junit=')
        ? { candidates: [], isFile: true }
        : { candidates: [{ word: 'junit=' }], isBeginning: true };
    case 'namespaces':
      return ofWords(await (await names()).namespaces());
    case undefined:
      return NOTHING;
  }
}

/** The words that may follow in a list, in the case in which they are declared. */
function ofList(words: readonly string[], value: string): Completion {
  const listed = value.slice(0, value.lastIndexOf(',') + 1);
  const given = listed.toLowerCase().split(',');
  const left = words.filter((word) => !given.includes(word.toLowerCase()));
  return { ...ofWords(left.map((word) => listed + word)), isBeginning: true };
}

function ofWords(words: readonly string[]): Completion {
  return { candidates: words.map((word) => ({ word })) };
}
