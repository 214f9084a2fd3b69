import { en, type Texts } from './en';
import { zh } from './zh';

export type { Texts } from './en';

/** The texts by language code. */
export const LANGUAGES = { en, zh } as const satisfies Record<string, Texts>;

/** A language of the page. */
export type Language = keyof typeof LANGUAGES;

/**
 * The first preferred language that the page supports; English if there is none.
 *
 * @param preferred language tags such as `zh-CN`, in order of preference
 */
export function languageOf(preferred: readonly string[]): Language {
  const codes = preferred.map((tag) => tag.split('-', 1)[0]?.toLowerCase());
  return codes.find((code): code is Language => code !== undefined && Object.hasOwn(LANGUAGES, code)) ?? 'en';
}
