import type { Command } from 'commander';
import { bashCompletion } from './bash';
import { commandsOf, optionsOf } from './command-tree';
import { fishCompletion } from './fish';
import { zshCompletion } from './zsh';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** What completions are written for. */
export type Shell = keyof typeof SCRIPTS;

/** The completion script of a shell. */
export function completionOf(shell: Shell, program: Command): string {
  return SCRIPTS[shell](commandsOf(program), optionsOf(program));
}
