import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { homeAddress } from '../../src/page';
import { usePage, useTexts } from '../context';
import { Notice } from '../parts/notice';
import { StateBadge } from '../parts/state';
import { Facts } from './facts';
import { MadeBy } from './made-by';
import { Orphans, Sources } from './others';
import { focusPauseButtons, PauseButtons } from './pause-buttons';
import { PauseDialog } from './pause-dialog';
import { Targets } from './targets';
import type { ApplicationRoute, PauseWish } from './types';
import { useDetail } from './use-detail';

/** An application: its properties, and the state of each of its targets. */
export function Application({ route }: { readonly route: ApplicationRoute }): JSX.Element {
  const { overview } = usePage();
  const texts = useTexts();
  const { namespace, name } = route;
  const row = overview.rows.find((each) => each.namespace === namespace && each.name === name);
  const status = useDetail(namespace, name);
  // here, because the row of a target may leave the window while its dialog is open
  const [wish, setWish] = useState<PauseWish>();
  useFocusAfter(wish);
  if (row === undefined || status === 'absent') {
    const link = [homeAddress(), texts.notices.home] as const;
    return <Notice alone sign="Missing" title={texts.notices.noApplication(`${namespace}/${name}`)} link={link} />;
  }
  return (
    <>
      <nav class="trail" aria-label={texts.application.applications}>
        <a href={homeAddress()}>{texts.application.applications}</a> <span aria-hidden="true">/</span> {namespace}
      </nav>
      <div class="headline application">
        <h1 tabIndex={-1}>{name}</h1>
        <StateBadge state={row.state} />
        <p>{texts.application.ready(row.ready, row.desired)}</p>
        {status !== undefined && <PauseButtons status={status} ask={setWish} />}
      </div>
      {status === undefined ? (
        <Notice sign="Reconciling" title={texts.notices.loading} />
      ) : (
        <>
          {status.undeclared && <Notice sign="warning" title={texts.application.undeclared} />}
          {status.problem !== undefined && (
            <Notice sign="Invalid" title={texts.application.problem} text={status.problem} />
          )}
          <Facts status={status} />
          <MadeBy status={status} />
          <Targets status={status} route={route} ask={setWish} />
          <Orphans status={status} />
          <Sources status={status} />
        </>
      )}
      {wish && (
        <PauseDialog
          goal={wish.goal}
          application={row}
          clusters={wish.cluster === undefined ? [] : [wish.cluster]}
          close={() => setWish(undefined)}
        />
      )}
    </>
  );
}

/**
 * Keeps the focus at the buttons of a dialog that has been closed: a pause replaces the button that has opened it, and
 * may move the row of its target.
 */
function useFocusAfter(wish: PauseWish | undefined): void {
  const last = useRef<PauseWish | undefined>(undefined);
  useEffect(
    () => () => {
      last.current = wish;
    },
    [wish],
  );
  // the user has gone somewhere else
  useEffect(() => {
    const leave = () => {
      last.current = undefined;
    };
    addEventListener('pointerdown', leave);
    addEventListener('keydown', leave);
    return () => {
      removeEventListener('pointerdown', leave);
      removeEventListener('keydown', leave);
    };
  }, []);
  useEffect(() => {
    if (wish || last.current === undefined || document.activeElement !== document.body) return;
    focusPauseButtons(last.current.cluster);
  });
}
