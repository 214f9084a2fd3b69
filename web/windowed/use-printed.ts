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

/** Draws a change before it returns: the browser prints the document of that moment. */
function atOnce(change: () => void): void {
  const before = options.debounceRendering;
  options.debounceRendering = (draw) => draw();
  change();
  options.debounceRendering = before;
}
