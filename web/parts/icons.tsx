import type { JSX } from 'preact';
import type { AnyState } from '../../src/page';

/**
 * The paths of icons of 16 by 16 pixels. Each state has its own shape, because colours alone do not distinguish nine
 * states.
 */
const SIGNS: Readonly<Record<AnyState, string>> = {
  Invalid: 'M8 2 1.8 13.4h12.4zM8 6.6v3.2M8 11.6v.2',
  Stalled: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5 8h6',
  Failed: 'm3.8 3.8 8.4 8.4m0-8.4-8.4 8.4',
  Missing: 'M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3',
  Unknown: 'M5.4 5.6a2.7 2.7 0 1 1 4 2.4c-.9.5-1.4 1-1.4 1.9M8 12.6v.2',
  Reconciling: 'M13.2 8A5.2 5.2 0 1 1 11 3.7M13.4 1.9v3.3h-3.3',
  Orphaned: 'M6.2 9.8 9.8 6.2M7 4.6l1.4-1.4a3 3 0 0 1 4.3 4.3l-1.2 1.2M9 11.4l-1.4 1.4a3 3 0 0 1-4.3-4.3l1.2-1.2',
  Suspended: 'M5.4 3.2v9.6M10.6 3.2v9.6',
  Ready: 'm2.8 8.6 3.4 3.4 7-7.6',
};

/** Icons of other things than states. */
const OTHERS = {
  warning: SIGNS.Invalid,
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4l3.4 3.4',
  keyboard: 'M1.8 4h12.4v8H1.8zM4.4 6.6h.1M7.9 6.6h.1M11.5 6.6h.1M5 9.6h6',
  auto: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  light: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  dark: 'M13.4 9.6A6 6 0 1 1 6.4 2.6a4.8 4.8 0 0 0 7 7z',
  close: SIGNS.Failed,
  play: 'M5 3.2v9.6l7.6-4.8z',
  plus: 'M8 2.8v10.4M2.8 8h10.4',
  down: 'm3.6 6 4.4 4.4L12.4 6',
} as const;

/** An icon that screen readers ignore: it has a text next to it, or a label. */
export function Icon({ name }: { readonly name: AnyState | keyof typeof OTHERS }): JSX.Element {
  const path = name in SIGNS ? SIGNS[name as AnyState] : OTHERS[name as keyof typeof OTHERS];
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** The mark of the product. */
export function Logo(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="6" cy="12" r="3" />
      <circle cx="18" cy="5" r="3" />
      <circle cx="18" cy="19" r="3" />
      <path d="m8.7 10.5 6.6-4M8.7 13.5l6.6 4" />
    </svg>
  );
}
