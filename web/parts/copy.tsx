import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../context';

/** How long the button shows the outcome, in milliseconds. */
const SHOWN_MS = 2000;

/** Copies a text. Browsers provide the clipboard only to pages of https and of localhost. */
export function CopyButton({ text }: { readonly text: string }): JSX.Element {
  const texts = useTexts();
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('copyFailed');
    }
  };
  return (
    <button type="button" class="button" onClick={copy}>
      {texts[outcome ?? 'copy']}
    </button>
  );
}

/** Downloads a text as a file of this name. */
export function DownloadButton({ text, name }: { readonly text: string; readonly name: string }): JSX.Element {
  const texts = useTexts();
  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <button type="button" class="button" onClick={download}>
      {texts.download}
    </button>
  );
}
