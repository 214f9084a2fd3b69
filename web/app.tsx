import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { homeAddress, LANGUAGES, type Language, languageOf, type Route } from '../src/page';
import { Application } from './application/application';
import { Change } from './change/change';
import { LanguageProvider, Provider, useRoute } from './context';
import { Home } from './home/home';
import { useKeys } from './keys';
import type { DataSource } from './live';
import { NewApplication } from './new/new';
import { Header } from './parts/header';
import { KeyHelp } from './parts/key-help';
import { Notice } from './parts/notice';
import { useScroll } from './scroll';
import { keep, kept } from './storage';

/** The whole page. */
export function App({ source }: { readonly source: DataSource }): JSX.Element {
  const [{ overview, lamp, isDenied }, setKnown] = useState(source.known);
  useEffect(() => {
    const follow = () => setKnown(source.known);
    follow(); // it may have changed since the first render
    return source.subscribe(follow);
  }, [source]);
  const [language, setLanguage] = useState<Language>(() =>
    languageOf([kept('language') ?? '', ...navigator.languages]),
  );
  const texts = LANGUAGES[language];
  const route = useRoute();
  const help = useRef<HTMLDialogElement>(null);
  const showHelp = useCallback(() => help.current?.showModal(), []);
  useKeys(showHelp);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const subject = route.page === 'new' ? texts.form.title : 'name' in route ? route.name : '';
  const title = [subject, 'fluxapp'].filter(Boolean).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
  useScroll(overview && [route.page, 'name' in route ? `${route.namespace}/${route.name}` : ''].join(' '));
  const page = useMemo(() => (overview === undefined ? undefined : { source, overview }), [source, overview]);

  if (isDenied) {
    return (
      <main class="alone">
        <Notice alone sign="warning" title={texts.notices.noToken} text={texts.notices.noTokenHelp} />
      </main>
    );
  }
  if (page === undefined) {
    const isBehind = lamp === 'behind';
    return (
      <main class="alone">
        <Notice
          alone
          sign={isBehind ? 'warning' : 'Reconciling'}
          title={isBehind ? texts.notices.unreachable : texts.notices.loading}
        />
      </main>
    );
  }
  const choose = (next: Language) => {
    keep('language', next);
    setLanguage(next);
  };
  return (
    <LanguageProvider value={language}>
      <Provider value={page}>
        <Header lamp={lamp} choose={choose} help={showHelp} />
        <main id="content" tabIndex={-1}>
          {lamp === 'behind' && (
            <Notice
              sign="warning"
              title={texts.notices.behind}
              text={page.overview.trouble ?? texts.notices.unreachable}
            />
          )}
          {route.page === 'home' && <Home filter={route.filter} />}
          {route.page === 'application' && <Application key={`${route.namespace}/${route.name}`} route={route} />}
          {route.page === 'new' && source.drafts && <NewApplication server={source.drafts} />}
          {(route.page === 'edit' || route.page === 'remove') && source.drafts && (
            <Change key={location.hash} server={source.drafts} route={route} />
          )}
          {(route.page === 'unknown' || (isMaking(route) && !source.drafts)) && (
            <Notice alone sign="Unknown" title={texts.notices.unknownPage} link={[homeAddress(), texts.notices.home]} />
          )}
        </main>
        <KeyHelp dialog={help} />
      </Provider>
    </LanguageProvider>
  );
}

/** Whether a page needs a server. */
function isMaking({ page }: Route): boolean {
  return page === 'new' || page === 'edit' || page === 'remove';
}
