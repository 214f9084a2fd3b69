import type { Argument, Option } from 'commander';

/** The completion of a value that is not one of a few words. */
export type Completer = 'applications' | 'clusters' | 'commands' | 'contexts' | 'files' | 'junit' | 'namespaces';

/** Completes a value that consists of these words, separated by commas. */
export interface WordList {
  readonly words: readonly string[];
}

const completers = new WeakMap<Option | Argument, Completer | WordList>();

/**
 * Declares the completion of an option or argument.
 *
 * @example
 * completedBy('contexts', new Option('--context <name>', 'the context of the kubeconfig'))
 */
export function completedBy<T extends Option | Argument>(completer: Completer | WordList, value: T): T {
  completers.set(value, completer);
  return value;
}

/** The completion declared by {@link completedBy}. */
export function completerOf(value: Option | Argument): Completer | WordList | undefined {
  return completers.get(value);
}
