import { useEffect } from 'preact/hooks';
import { filterOf, homeAddress, routeOf } from '../src/page';
import { replaceAddress } from './context';

/** The field that `/` goes to. */
export const SEARCH_ID = 'find';

/** How long a `g` waits for the second key, in milliseconds. */
const SEQUENCE_MS = 1000;

/** The elements in which a key has a meaning of its own. */
const TYPED = 'input:not([type=checkbox], [type=radio]), textarea, select, dialog[open]';

/** The keys that work everywhere except in fields and dialogs. @param showHelp shows the list of keys */
export function useKeys(showHelp: () => void): void {
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, target, timeStamp } = event;
      const isTyping = (target as HTMLElement).closest?.(TYPED);
      if (isTyping || ctrlKey || metaKey || altKey) return;
      const isSequence = timeStamp - wentAt < SEQUENCE_MS;
      wentAt = key === 'g' ? timeStamp : Number.NEGATIVE_INFINITY;
      if (key === '/') focusSearch();
      else if (key === '?') showHelp();
      else if (key === 'f') toggleReady();
      else if (key === 'h' && isSequence) location.hash = homeAddress();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [showHelp]);
}

function focusSearch(): void {
  if (routeOf(location.hash).page !== 'home') location.hash = homeAddress();
  // the page follows the address first
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(SEARCH_ID)?.focus()));
}

function toggleReady(): void {
  const route = routeOf(location.hash);
  const toggle = document.querySelector<HTMLInputElement>('input[name="not-ready"]');
  if (route.page !== 'home' || toggle === null) return;
  const filter = filterOf(new URLSearchParams(location.hash.split('?')[1]));
  replaceAddress(homeAddress({ ...filter, ready: toggle.checked }));
}
