import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { homeAddress, LANGUAGES, type Language, NEW_ADDRESS, type Texts } from '../../src/page';
import { useLanguage, usePage, useTexts } from '../context';
import type { Lamp } from '../live';
import { keep, kept } from '../storage';
import { Icon, Logo } from './icons';

interface HeaderProps {
  readonly lamp: Lamp;
  readonly choose: (language: Language) => void;
  readonly help: () => void;
}

/** The header of the page: the cluster, and whether the page is up to date. */
export function Header({ lamp, choose, help }: HeaderProps): JSX.Element {
  const { overview, source } = usePage();
  const language = useLanguage();
  const texts = useTexts();
  const { context, namespace } = overview.place;
  const where = namespace === undefined ? texts.allNamespaces : texts.namespace(namespace);
  const others = (Object.keys(LANGUAGES) as Language[]).filter((each) => each !== language);
  return (
    <header class="top">
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on the page, which the address does not hold */}
      <a class="skip" href="#content" onClick={skip}>
        {texts.header.skip}
      </a>
      <a class="brand" href={homeAddress()}>
        <Logo />
        fluxapp
      </a>
      <div class="where">
        <p class="place">
          <strong>{context}</strong> <span>{where}</span>
        </p>
        <LampLight lamp={lamp} now={overview.now} texts={texts} />
      </div>
      {source.drafts && (
        <a class="button" href={NEW_ADDRESS}>
          <Icon name="plus" />
          {texts.form.title}
        </a>
      )}
      {others.map((each) => (
        <button key={each} type="button" class="button" lang={each} onClick={() => choose(each)}>
          {LANGUAGES[each].language}
        </button>
      ))}
      <SchemeButton texts={texts} />
      <button
        type="button"
        class="button icon-only keys-button"
        aria-label={texts.header.help}
        title={`${texts.header.help}  ?`}
        onClick={help}
      >
        <Icon name="keyboard" />
      </button>
    </header>
  );
}

/** The fragment of the address identifies the page, so it cannot point to an element. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

interface LampProps {
  readonly lamp: Lamp;
  readonly now: string;
  readonly texts: Texts;
}

function LampLight({ lamp, now, texts: { header } }: LampProps): JSX.Element {
  const time = `${now.slice(11, 19)} UTC`;
  const words = {
    live: header.live,
    connecting: header.connecting,
    behind: header.behind,
    static: header.asOf(`${now.slice(0, 10)} ${now.slice(11, 16)} UTC`),
  }[lamp];
  const isTimed = lamp === 'live' || lamp === 'behind';
  return (
    <p class={`lamp lamp-${lamp}`} title={isTimed ? header.lastWord(time) : undefined}>
      <span class="light" aria-hidden="true" />
      <span class="words">{words}</span>
      {isTimed && <span class="time">{time}</span>}
    </p>
  );
}

const SCHEMES = ['auto', 'light', 'dark'] as const;

type Scheme = (typeof SCHEMES)[number];

/** Cycles through: the setting of the system, light, dark. */
function SchemeButton({ texts }: { readonly texts: Texts }): JSX.Element {
  const [scheme, setScheme] = useState<Scheme>(() => SCHEMES.find((each) => each === kept('scheme')) ?? 'auto');
  useEffect(() => {
    keep('scheme', scheme === 'auto' ? undefined : scheme);
    document.documentElement.dataset.scheme = scheme;
  }, [scheme]);
  const next = SCHEMES[(SCHEMES.indexOf(scheme) + 1) % SCHEMES.length] as Scheme;
  const words = texts.header.scheme[scheme];
  return (
    <button type="button" class="button icon-only" aria-label={words} title={words} onClick={() => setScheme(next)}>
      <Icon name={scheme} />
    </button>
  );
}
