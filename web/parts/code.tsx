import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

/** By language: a pattern that finds the coloured parts, and the classes of its groups. */
const COLOURED = {
  typescript: [
    /('(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\b(import|from|export|class|extends|constructor|const|new|super|this|type|true|false|null)\b/g,
    ['string', 'keyword'],
  ],
  yaml: [/^([ -]*"?[\w./-]+"?:)(?=\s)|("(?:[^"\\\n]|\\.)*"|'[^'\n]*')|(^---)/gm, ['key', 'string', 'keyword']],
  diff: [/^(\+.*)|^(-.*)|^(@@.*)/gm, ['added', 'removed', 'keyword']],
  plan: [/^( *\+ .*)|^( *- .*)|^(\S.*)/gm, ['added', 'removed', 'keyword']],
} as const satisfies Record<string, readonly [RegExp, readonly string[]]>;

interface CodeProps {
  readonly text: string;
  readonly language: keyof typeof COLOURED;
}

/** Source code with colours. */
export function Code({ text, language }: CodeProps): JSX.Element {
  const parts = useMemo(() => coloured(text, language), [text, language]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll in it
    <pre class="code" lang="en" tabIndex={0}>
      <code>{parts}</code>
    </pre>
  );
}

function coloured(text: string, language: CodeProps['language']): (JSX.Element | string)[] {
  const [pattern, classes] = COLOURED[language];
  const parts: (JSX.Element | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [found, ...groups] = match;
    parts.push(text.slice(end, match.index));
    parts.push(<span class={`c-${classes[groups.findIndex((group) => group !== undefined)]}`}>{found}</span>);
    end = match.index + found.length;
  }
  return [...parts, text.slice(end)];
}
