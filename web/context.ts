import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { ageOf, LANGUAGES, type Language, type Overview, type Route, routeOf, type Texts } from '../src/page';
import type { DataSource } from './live';

/** The values that every part of the page may use. */
export interface PageContext {
  readonly source: DataSource;
  readonly overview: Overview;
}

const Context = createContext<PageContext | undefined>(undefined);

export const { Provider } = Context;

/** The language of the user, in a context of its own: the overview changes often, and texts do not. */
const LanguageContext = createContext<Language>('en');

export const { Provider: LanguageProvider } = LanguageContext;

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function usePage(): PageContext {
  const page = useContext(Context);
  if (page === undefined) throw new Error('there is no page around this part');
  return page;
}

/** The texts of the page in the language of the user. */
export function useTexts(): Texts {
  return LANGUAGES[useLanguage()];
}

/** `5 h 22 min`; empty if there is no time. */
export function useAge(): (since: string | undefined) => string {
  const { overview } = usePage();
  const texts = useTexts();
  return (since) =>
    ageOf(since, overview.now)
      .map(([unit, count]) => texts.age(unit, count))
      .join(' ');
}

/** Date and time in the format of the user's language, to the minute. */
export function useTime(): (time: string) => string {
  const format = new Intl.DateTimeFormat(useLanguage(), { dateStyle: 'medium', timeStyle: 'short' });
  return (time) => format.format(new Date(time));
}

/** The state that the address contains. */
export function useRoute(): Route {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const follow = () => setFragment(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return routeOf(fragment);
}

/** Whether the window is too narrow for tables. */
export function useNarrow(): boolean {
  const query = matchMedia('(max-width: 760px)');
  const [isNarrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const follow = () => setNarrow(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isNarrow;
}

/** Changes the address without an entry in the history: typing a filter would otherwise add one entry per letter. */
export function replaceAddress(address: string): void {
  history.replaceState(history.state, '', address);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
