import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type PauseAnswer, resumeCommand, suspendCommand, type Texts } from '../../src/page';
import { usePage, useTexts } from '../context';
import { CommandLine } from '../parts/command-line';
import { Icon } from '../parts/icons';
import { Warning } from '../parts/notice';
import { wordsOf } from '../use-answer';

interface PauseDialogProps {
  readonly goal: 'resume' | 'suspend';
  readonly application: { readonly namespace: string; readonly name: string };
  /** Empty: all clusters. */
  readonly clusters: readonly string[];
  readonly close: () => void;
}

/** The ends of a pause to choose from; undefined: none. */
const ENDS = ['1h', '4h', '1d', undefined] as const;

/** The steps: enter the reason, see the result of the dry run, confirm. */
type Stage =
  | { readonly at: 'asking' }
  | { readonly at: 'checking' | 'working' }
  | { readonly at: 'checked' | 'done'; readonly answer: PauseAnswer }
  | { readonly at: 'refused'; readonly message: string };

/** Asks for the reason and the end, has the API server check the patches, shows them, and sends them. */
export function PauseDialog({ goal, application, clusters, close }: PauseDialogProps): JSX.Element {
  const { source, overview } = usePage();
  const { options } = overview.place;
  const { pause: texts } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState<string | undefined>('4h');
  const [stage, setStage] = useState<Stage>({ at: 'asking' });
  // the patches are on their way: closing the dialog would not stop them, and would hide the result
  const isWorking = useRef(false);
  useEffect(() => dialog.current?.showModal(), []);
  const [title, field] = [useRef<HTMLHeadingElement>(null), useRef<HTMLInputElement>(null)];
  const isFirst = useRef(true);
  // the focused button is disabled or gone in the next stage
  useEffect(() => {
    if (!isFirst.current) ((stage.at === 'asking' && field.current) || title.current)?.focus();
    isFirst.current = false;
  }, [stage.at]);

  const isPause = goal === 'suspend';
  const [cluster] = clusters;
  const where = cluster === undefined ? texts.onAll : texts.on(cluster);
  const { namespace, name } = application;
  const command = isPause
    ? suspendCommand(application, clusters, { reason, until }, options)
    : resumeCommand(application, clusters, options);
  const send = async (dryRun: boolean) => {
    setStage({ at: dryRun ? 'checking' : 'working' });
    isWorking.current = !dryRun;
    try {
      const what = isPause ? { reason, until } : {};
      const answer = await source.order(goal, { namespace, name, clusters, ...what, dryRun });
      isWorking.current = false;
      if (!dryRun && answer.isWell) dialog.current?.close();
      else setStage({ at: dryRun ? 'checked' : 'done', answer });
    } catch (error) {
      isWorking.current = false;
      setStage({ at: 'refused', message: wordsOf(error) });
    }
  };
  const isBusy = stage.at === 'checking' || stage.at === 'working';
  const isAsking = stage.at === 'asking' || stage.at === 'checking';
  return (
    <dialog
      class="dialog"
      ref={dialog}
      onCancel={(event) => isWorking.current && event.preventDefault()}
      // a browser only asks once: the second Esc closes it
      onClose={() => (isWorking.current ? dialog.current?.showModal() : close())}
      aria-labelledby="pause-title"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send(isAsking);
        }}
      >
        <h2 id="pause-title" ref={title} tabIndex={-1}>
          {isPause ? texts.title(name, where) : texts.resumeTitle(name, where)}
        </h2>
        <p class="hint">{isPause ? texts.meaning : texts.resumeMeaning}</p>
        {isAsking && isPause && (
          <>
            <label class="field">
              <span>{texts.reason}</span>
              <input
                type="text"
                ref={field}
                required
                autoFocus
                value={reason}
                maxLength={200}
                placeholder={texts.reasonHint}
                autocomplete="off"
                onInput={({ currentTarget }) => setReason(currentTarget.value)}
              />
            </label>
            <fieldset class="choices">
              <legend>{texts.until}</legend>
              {ENDS.map((end) => (
                <label key={end ?? ''}>
                  <input type="radio" name="until" checked={until === end} onChange={() => setUntil(end)} />
                  <span>{end ?? texts.openEnd}</span>
                </label>
              ))}
            </fieldset>
            <p class="hint">{texts.endsNot}</p>
          </>
        )}
        {isAsking && (
          <>
            <h3>{texts.sameCommand}</h3>
            <CommandLine command={command} />
          </>
        )}
        {(stage.at === 'checked' || stage.at === 'done') && <Answer goal={goal} stage={stage} />}
        {stage.at === 'refused' && <Warning text={stage.message} />}
        <div class="dialog-foot">
          {isBusy && <p class="hint">{stage.at === 'checking' ? texts.checking : texts.working}</p>}
          {(stage.at === 'checked' || stage.at === 'refused') && (
            <button type="button" class="button" onClick={() => setStage({ at: 'asking' })}>
              {texts.back}
            </button>
          )}
          <button
            type="button"
            class="button"
            disabled={stage.at === 'working'}
            onClick={() => dialog.current?.close()}
          >
            {stage.at === 'done' ? texts.close : texts.cancel}
          </button>
          {(isAsking || (stage.at === 'checked' && isPossible(stage.answer)) || stage.at === 'working') && (
            <button type="submit" class="button primary" disabled={isBusy}>
              {isAsking ? texts.check : isPause ? texts.doPause : texts.doResume}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}

/** Whether there is something to send: like the command, the page changes the targets that it can. */
function isPossible({ isWell, steps }: PauseAnswer): boolean {
  return isWell || steps.some(({ failed }) => !failed);
}

interface AnswerProps extends Pick<PauseDialogProps, 'goal'> {
  readonly stage: Extract<Stage, { readonly answer: PauseAnswer }>;
}

/** The result of the dry run, and the appliers that will revert the change. */
function Answer({ goal, stage }: AnswerProps): JSX.Element {
  const { pause: texts } = useTexts();
  const { remarks, steps } = stage.answer;
  const title = stage.at === 'done' ? texts.failed : titleOf(stage.answer, goal, texts);
  return (
    <>
      <div role="status">
        <h3>{title}</h3>
      </div>
      <ul class="steps" lang="en">
        {steps.map(({ text, failed, patch }) => (
          <li key={text} class={failed ? 'failed' : undefined}>
            <Icon name={failed ? 'Failed' : 'Ready'} />
            <div>
              {text}
              {patch !== undefined && <code class="patch">{patch}</code>}
            </div>
          </li>
        ))}
      </ul>
      {remarks.length > 0 && (
        <div class="warning">
          <Icon name="warning" />
          <div>
            <h4>{texts.undone}</h4>
            {remarks.map((remark) => (
              <p key={remark} lang="en">
                {remark}
              </p>
            ))}
          </div>
        </div>
      )}
    </>
  );
}

/** The result of a dry run in a few words. */
function titleOf(answer: PauseAnswer, goal: PauseDialogProps['goal'], texts: Texts['pause']): string {
  if (answer.isWell) return texts.checked;
  if (answer.steps.some(({ failed, absent }) => failed && !absent)) return texts.refused;
  return (isPossible(answer) ? texts.notAll : texts.noTarget)[goal];
}
