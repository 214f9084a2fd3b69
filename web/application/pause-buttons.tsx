import type { JSX } from 'preact';
import { HOST } from '../../src/page';
import { usePage, useTexts } from '../context';
import { Icon } from '../parts/icons';
import type { PauseWish, Status } from './types';

interface PauseButtonsProps {
  readonly status: Status;
  /** @default - all of its clusters */
  readonly cluster?: string;
  /** Opens the dialog. */
  readonly ask: (wish: PauseWish) => void;
}

/** Focuses the first of these buttons, or the title of the page if they are not drawn. @param cluster that of the buttons */
export function focusPauseButtons(cluster = ''): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-pauses]')];
  const button = all.find(({ dataset }) => dataset.pauses === cluster)?.querySelector('button');
  (button ?? document.querySelector('h1'))?.focus({ preventScroll: true });
}

/** Suspends running targets, and resumes suspended ones; nothing if the server is read-only. */
export function PauseButtons({ status, cluster, ask }: PauseButtonsProps): JSX.Element | null {
  const { overview } = usePage();
  const { pause } = useTexts();
  const targets = status.targets.filter((target) => cluster === undefined || (target.cluster ?? HOST) === cluster);
  if (!overview.mayPause || targets.length === 0) return null;
  return (
    <div class="buttons" data-pauses={cluster ?? ''}>
      {targets.some(({ suspended }) => !suspended) && (
        <button type="button" class="button" onClick={() => ask({ goal: 'suspend', cluster })}>
          <Icon name="Suspended" />
          {pause.pause}
        </button>
      )}
      {targets.some(({ suspended }) => suspended) && (
        <button type="button" class="button" onClick={() => ask({ goal: 'resume', cluster })}>
          <Icon name="play" />
          {pause.resume}
        </button>
      )}
    </div>
  );
}
