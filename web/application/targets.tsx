import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import {
  applicationAddress,
  coreOf,
  HOST,
  type Mark,
  plannedFor,
  shortRevision,
  type WaveOfTargets,
  wavesOf,
} from '../../src/page';
import { replaceAddress, useAge, usePage, useTexts } from '../context';
import { Icon } from '../parts/icons';
import { Marks, StateBadge } from '../parts/state';
import { Gap } from '../windowed/gap';
import { type Item, useWindow } from '../windowed/use-window';
import { TargetDetail } from './target-detail';
import type { ApplicationRoute, PauseWish, Status, Target } from './types';

interface TargetsProps {
  readonly status: Status;
  readonly route: ApplicationRoute;
  /** Opens the dialog for pausing. */
  readonly ask: (wish: PauseWish) => void;
}

/** Heights in pixels before they are measured: of a target, and of the head of a wave. */
const [ROW_HEIGHT, WAVE_HEIGHT] = [55, 38];

/** Columns of the table. */
const COLUMNS = 6;

/** A target, or the head of its wave. */
interface Line extends Item {
  readonly target?: Target;
  readonly wave?: WaveOfTargets;
}

function linesOf(waves: readonly WaveOfTargets[]): Line[] {
  return waves.flatMap((wave) => [
    ...(wave.wave === undefined ? [] : [{ key: String(wave.wave), height: WAVE_HEIGHT, wave }]),
    ...wave.targets.map((target) => ({ key: `/${target.key}`, height: ROW_HEIGHT, target })),
  ]);
}

/** The targets of an application, the worst first. The one in the address is expanded. */
export function Targets({ status, route, ask }: TargetsProps): JSX.Element {
  const texts = useTexts();
  const { columns } = texts;
  const table = useRef<HTMLTableElement>(null);
  const lines = useMemo(() => linesOf(wavesOf(status.targets)), [status.targets]);
  const hasWaves = lines.some(({ wave }) => wave !== undefined);
  const causes = new Map(status.causes.flatMap((cause) => cause.targets.map((key) => [key, cause] as const)));
  const { span, above, below, reveal } = useWindow(table, lines);
  const opened = lines.findIndex(({ target }) => target && isOpen(target, route));
  const open = status.targets.filter((target) => isOpen(target, route));
  const addressOf = (target: Target): string => {
    if (!open.includes(target)) return applicationAddress(status, { target: target.key });
    // an address with a cluster opens all of its targets
    return applicationAddress(status, { target: open.find((each) => each !== target)?.key });
  };
  useLayoutEffect(() => {
    if (opened < 0) return;
    if (opened < span.first || opened >= span.last) reveal(opened);
    // it may not be drawn before the next frame
    requestAnimationFrame(() => table.current?.querySelector('.open')?.scrollIntoView({ block: 'nearest' }));
  }, [route.target, route.cluster]);
  return (
    <section class="panel" aria-labelledby="targets">
      <div class="panel-head">
        <h2 id="targets">{texts.application.targets}</h2>
        <p class="hint">{hasWaves ? texts.application.byWave : texts.application.worstFirst}</p>
      </div>
      <table class="targets" ref={table} aria-rowcount={lines.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{columns.cluster}</th>
            <th scope="col">{columns.state}</th>
            <th scope="col">{columns.revision}</th>
            <th scope="col">{columns.since}</th>
            <th scope="col">{columns.message}</th>
            <th scope="col">
              <span class="unseen">{texts.application.details}</span>
            </th>
          </tr>
        </thead>
        <Gap height={above} columns={COLUMNS} />
        {lines
          .slice(span.first, span.last)
          .map(({ key, wave, target }, index) =>
            target === undefined ? (
              wave && <WaveHead key={key} wave={wave} index={span.first + index + 2} />
            ) : (
              <TargetRows
                key={key}
                target={target}
                status={status}
                core={causes.has(target.key) ? coreOf(target.message) || target.reason : undefined}
                others={causes.get(target.key)?.targets.filter((each) => each !== target.key) ?? []}
                isOpen={isOpen(target, route)}
                address={addressOf(target)}
                ask={ask}
                index={span.first + index + 2}
              />
            ),
          )}
        <Gap height={below} columns={COLUMNS} />
      </table>
    </section>
  );
}

interface WaveHeadProps {
  readonly wave: WaveOfTargets;
  /** Its number in the table, from 1. */
  readonly index: number;
}

/** The number of a wave, its progress, and what it waits for. */
function WaveHead({ wave: { wave = 0, targets, waits }, index }: WaveHeadProps): JSX.Element {
  const { application, readyOf } = useTexts();
  const ready = targets.filter(({ state }) => state === 'Ready').length;
  return (
    <tbody class="wave" data-item>
      <tr aria-rowindex={index}>
        <th colSpan={COLUMNS} scope="colgroup">
          {application.waveNumber(wave)} <span class="hint">{readyOf(ready, targets.length)}</span>
          {waits !== undefined && (
            <span class="waits" lang="en">
              <Icon name="Reconciling" />
              {waits}
            </span>
          )}
        </th>
      </tr>
    </tbody>
  );
}

function isOpen({ key, cluster = HOST }: Target, route: ApplicationRoute): boolean {
  return route.target === undefined ? route.cluster === cluster : route.target === key;
}

interface TargetRowsProps {
  readonly target: Target;
  readonly status: Status;
  /** The essential part of its message. @default - it is ready */
  readonly core?: string;
  /** KEYs of other targets with the same cause. */
  readonly others: readonly string[];
  readonly isOpen: boolean;
  /** The address that expands or collapses it. */
  readonly address: string;
  readonly ask: TargetsProps['ask'];
  /** Its number in the table, from 1. */
  readonly index: number;
}

function TargetRows({ target, status, core, others, isOpen, address, ask, index }: TargetRowsProps): JSX.Element {
  const texts = useTexts();
  const ageOf = useAge();
  const { overview } = usePage();
  const { key, cluster = HOST, namespace, kind, name, state, revision, wanted, since, message } = target;
  const planned = plannedFor(overview.plan, { kind, namespace: status.namespace, name });
  const id = `target-${key}`;
  return (
    <tbody class={isOpen ? 'open' : undefined} data-item>
      <tr aria-rowindex={index}>
        <th scope="row">
          <strong>{cluster}</strong> <span class="hint">{namespace}</span>
        </th>
        <td>
          <StateBadge state={state} />
          <Marks marks={marksOf(target)} />
          {planned && <span class="planned-action">{texts.plan.actions[planned]}</span>}
        </td>
        <td class="revision">
          <span title={revision}>{revision === undefined ? '' : shortRevision(revision)}</span>
          {wanted !== undefined && <span class="wanted"> → {wanted}</span>}
        </td>
        <td class="age">{ageOf(since)}</td>
        <td class="core" lang="en">
          <span class={core === undefined ? 'clamped hint' : 'clamped'}>{core ?? message.split('\n', 1)[0]}</span>
        </td>
        <td class="action">
          <button
            type="button"
            class="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={() => replaceAddress(address)}
          >
            {texts.application.details}
            <span class="unseen">{` ${key}`}</span>
            <Icon name="down" />
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr class="detail" id={id}>
          <td colSpan={COLUMNS}>
            <TargetDetail target={target} status={status} others={others} ask={ask} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function marksOf({ flags, reason }: Target): Mark[] {
  const marks: readonly Mark[] = ['altered', 'drifted', 'sourceStale'];
  const own = marks.filter((mark) => (flags as readonly string[]).includes(mark));
  return reason === 'PauseExpired' ? [...own, 'expired'] : own;
}
