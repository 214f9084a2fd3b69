import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../context';

/** How long the button confirms the copy, in milliseconds. */
const COPIED_MS = 2000;

/** Copies a text. */
export function CopyButton({ text }: { readonly text: string }): JSX.Element {
  const texts = useTexts();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <button
      type="button"
      class="button"
      onClick={() => navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      {isCopied ? texts.copied : texts.copy}
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
