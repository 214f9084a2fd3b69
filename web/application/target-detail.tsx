import type { JSX } from 'preact';
import { commandsFor, HOST } from '../../src/page';
import { useAge, usePage, useTexts, useTime } from '../context';
import { CommandLine } from '../parts/command-line';
import { Fact } from './facts';
import { PauseButtons } from './pause-buttons';
import type { PauseWish, Status, Target } from './types';

interface TargetDetailProps {
  readonly target: Target;
  readonly status: Status;
  /** KEYs of other targets with the same cause. */
  readonly others: readonly string[];
  /** Opens the dialog for pausing. */
  readonly ask: (wish: PauseWish) => void;
}

/** All details of a target. */
export function TargetDetail({ target, status, others, ask }: TargetDetailProps): JSX.Element {
  const texts = useTexts();
  const { application } = texts;
  const { options } = usePage().overview.place;
  const { key, cluster = HOST, kubeConfig, namespace, kind, name, wave, state, reason, message, revision } = target;
  const { pause, flags, altered, dropped } = target;
  return (
    <div class="target-detail">
      <div>
        <h3>{application.why}</h3>
        <pre class={`message s-${state}`} lang="en">
          {message}
        </pre>
        {others.length > 0 && <p class="hint">{application.same(others.join(', '))}</p>}
        <dl class="facts-list">
          <Fact title={application.reason}>
            <code>{reason}</code>
          </Fact>
          {pause && (
            <Fact title={application.pause}>
              <PauseWords pause={pause} />
            </Fact>
          )}
          {revision !== undefined && (
            <Fact title={application.runs}>
              <code>{revision}</code>
            </Fact>
          )}
          <Fact title={application.object}>
            <code>{`${kind} ${status.namespace}/${name}`}</code>
          </Fact>
          <Fact title={application.key}>
            <code>{key}</code>
          </Fact>
          {namespace !== undefined && <Fact title={application.deliversTo}>{namespace}</Fact>}
          {kubeConfig !== undefined && (
            <Fact title={application.secret}>
              <code>{kubeConfig}</code>
            </Fact>
          )}
          {wave !== undefined && <Fact title={application.wave}>{wave}</Fact>}
          {flags.length > 0 && <Fact title={application.flags}>{flags.join(', ')}</Fact>}
          {altered && (
            <Fact title={application.alteredTitle}>
              {application.altered(altered.fields.join(', '), altered.by.join(', '))}
            </Fact>
          )}
          {dropped && <Fact title={application.droppedTitle}>{dropped.join(', ')}</Fact>}
        </dl>
      </div>
      <div>
        <h3>{application.terminal}</h3>
        {commandsFor(status, { kind, name }, options).map((command) => (
          <CommandLine key={command} command={command} />
        ))}
        <PauseButtons status={status} cluster={cluster} ask={ask} />
      </div>
    </div>
  );
}

/** The reason, the author and the end of a pause. */
function PauseWords({ pause }: { readonly pause: NonNullable<Target['pause']> }): JSX.Element {
  const texts = useTexts();
  const { overview } = usePage();
  const ageOf = useAge();
  const timeOf = useTime();
  const { reason, by, since, until } = pause;
  const isOver = until !== undefined && Date.parse(until) <= Date.parse(overview.now);
  const words = [
    by !== undefined && texts.pausedBy(by),
    since !== undefined && texts.pausedSince(ageOf(since)),
    until !== undefined && (isOver ? texts.expiredSince(ageOf(until)) : texts.pausedUntil(timeOf(until))),
  ].filter(Boolean);
  return (
    <>
      <strong>{reason ?? texts.noReason}</strong>
      {words.length > 0 && <span class="hint"> {words.join(texts.comma)}</span>}
    </>
  );
}
