import { Fragment, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { applicationAddress, HOST, type Mark, plannedFor, shortRevision, wavesOf } from '../../src/page';
import { replaceAddress, useAge, usePage, useTexts } from '../context';
import { Icon } from '../parts/icons';
import { Marks, StateBadge } from '../parts/state';
import { TargetDetail } from './target-detail';
import type { ApplicationRoute, Status, Target } from './types';

interface TargetsProps {
  readonly status: Status;
  readonly route: ApplicationRoute;
}

/** The targets of an application, the worst first. The one that the address names is open. */
export function Targets({ status, route }: TargetsProps): JSX.Element {
  const texts = useTexts();
  const { columns } = texts;
  const waves = wavesOf(status.targets);
  const hasWaves = waves.some(({ wave }) => wave !== undefined);
  const causes = new Map(status.causes.flatMap((cause) => cause.targets.map((key) => [key, cause] as const)));
  return (
    <section class="panel" aria-labelledby="targets">
      <div class="panel-head">
        <h2 id="targets">{texts.application.targets}</h2>
        <p class="hint">{hasWaves ? texts.application.byWave : texts.application.worstFirst}</p>
      </div>
      <table class="targets">
        <thead>
          <tr>
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
        {waves.map(({ wave, targets, waits }) => (
          <Fragment key={wave ?? ''}>
            {wave !== undefined && <WaveHead wave={wave} targets={targets} waits={waits} />}
            {targets.map((target) => (
              <TargetRows
                key={target.key}
                target={target}
                status={status}
                core={causes.get(target.key)?.core}
                others={causes.get(target.key)?.targets.filter((key) => key !== target.key) ?? []}
                isOpen={isOpen(target, route)}
              />
            ))}
          </Fragment>
        ))}
      </table>
    </section>
  );
}

interface WaveHeadProps {
  readonly wave: number;
  readonly targets: readonly Target[];
  readonly waits?: string;
}

/** The number of a wave, how far it is, and what it waits for. */
function WaveHead({ wave, targets, waits }: WaveHeadProps): JSX.Element {
  const { application, readyOf } = useTexts();
  const ready = targets.filter(({ state }) => state === 'Ready').length;
  return (
    <tbody class="wave">
      <tr>
        <th colSpan={6} scope="colgroup">
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
  /** What matters in its message. */
  readonly core?: string;
  /** KEYs of other targets for which the same is so. */
  readonly others: readonly string[];
  readonly isOpen: boolean;
}

function TargetRows({ target, status, core, others, isOpen }: TargetRowsProps): JSX.Element {
  const texts = useTexts();
  const ageOf = useAge();
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    if (isOpen) body.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const { overview } = usePage();
  const { key, cluster = HOST, namespace, kind, name, state, revision, wanted, since, message } = target;
  const planned = plannedFor(overview.plan, { kind, namespace: status.namespace, name });
  const id = `target-${key}`;
  const address = applicationAddress(status, isOpen ? {} : { target: key });
  return (
    <tbody ref={body} class={isOpen ? 'open' : undefined}>
      <tr>
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
          {core ?? <span class="hint">{message.split('\n', 1)[0]}</span>}
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
          <td colSpan={6}>
            <TargetDetail target={target} status={status} others={others} />
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
