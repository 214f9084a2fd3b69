import { en, type Texts } from './en';
import { zh } from './zh';

export type { Texts } from './en';

/** By the code of the language. */
export const LANGUAGES = { en, zh } as const satisfies Record<string, Texts>;

/** A language that the page speaks. */
export type Language = keyof typeof LANGUAGES;

/**
 * The first language that the page speaks, of those that somebody reads; English where it speaks none.
 *
 * @param preferred tags such as `zh-CN`, the most wanted first
 */
export function languageOf(preferred: readonly string[]): Language {
  const codes = preferred.map((tag) => tag.split('-', 1)[0]?.toLowerCase());
  return codes.find((code): code is Language => code !== undefined && Object.hasOwn(LANGUAGES, code)) ?? 'en';
}
