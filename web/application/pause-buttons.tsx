import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { HOST } from '../../src/page';
import { usePage, useTexts } from '../context';
import { Icon } from '../parts/icons';
import { PauseDialog } from './pause-dialog';
import type { Status } from './types';

interface PauseButtonsProps {
  readonly status: Status;
  /** @default - all of its clusters */
  readonly cluster?: string;
}

/** Suspends running targets, and resumes suspended ones; nothing if the server is read-only. */
export function PauseButtons({ status, cluster }: PauseButtonsProps): JSX.Element | null {
  const { overview } = usePage();
  const { pause } = useTexts();
  const [goal, setGoal] = useState<'resume' | 'suspend'>();
  const targets = status.targets.filter((target) => cluster === undefined || (target.cluster ?? HOST) === cluster);
  if (!overview.mayPause || targets.length === 0) return null;
  return (
    <div class="buttons">
      {targets.some(({ suspended }) => !suspended) && (
        <button type="button" class="button" onClick={() => setGoal('suspend')}>
          <Icon name="Suspended" />
          {pause.pause}
        </button>
      )}
      {targets.some(({ suspended }) => suspended) && (
        <button type="button" class="button" onClick={() => setGoal('resume')}>
          <Icon name="play" />
          {pause.resume}
        </button>
      )}
      {goal !== undefined && (
        <PauseDialog
          goal={goal}
          application={status}
          clusters={cluster === undefined ? [] : [cluster]}
          close={() => setGoal(undefined)}
        />
      )}
    </div>
  );
}
