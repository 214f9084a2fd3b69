import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../context';

/** How long the button says that it has copied, in milliseconds. */
const COPIED_MS = 2000;

/** A command, and a button that copies it. */
export function CommandLine({ command }: { readonly command: string }): JSX.Element {
  const texts = useTexts();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <div class="command">
      <code>{command}</code>
      <button
        type="button"
        class="button"
        onClick={() => navigator.clipboard.writeText(command).then(() => setCopied(true))}
      >
        {isCopied ? texts.copied : texts.copy}
      </button>
    </div>
  );
}
