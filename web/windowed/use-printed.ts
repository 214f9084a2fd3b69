import { options } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Whether the page is being printed. */
export function usePrinted(): boolean {
  const [isPrinted, setPrinted] = useState(false);
  useEffect(() => {
    const print = () => atOnce(() => setPrinted(true));
    const end = () => setPrinted(false);
    addEventListener('beforeprint', print);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', print);
      removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinted;
}

/** Renders a change synchronously: the browser prints the document when the event handler returns. */
function atOnce(change: () => void): void {
  const before = options.debounceRendering;
  options.debounceRendering = (draw) => draw();
  change();
  options.debounceRendering = before;
}
