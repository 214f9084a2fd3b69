import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { applicationAddress, type ChangeAnswer, type FileText, homeAddress, type Route } from '../../src/page';
import { useTexts } from '../context';
import type { DraftServer } from '../live';
import { Code } from '../parts/code';
import { CopyButton, DownloadButton } from '../parts/copy';
import { Icon } from '../parts/icons';
import { Notice, Warning } from '../parts/notice';
import { noteUnsaved } from '../unsaved';
import { useAnswer, wordsOf } from '../use-answer';

/** A file as it was loaded, and its edited text. */
interface Edit {
  readonly file: FileText;
  readonly text: string;
}

/**
 * The edits by `namespace/name`. They are kept while the user visits another page, but not in the browser's storage, because
 * values may be secrets.
 */
const kept = new Map<string, Edit>();

interface ChangeProps {
  readonly server: DraftServer;
  readonly route: Extract<Route, { readonly page: 'edit' | 'remove' }>;
}

/** The change of the file that contains an application: as a diff for the repository, with its effect in Flux. */
export function Change({ server, route }: ChangeProps): JSX.Element {
  const { change: texts, application, notices } = useTexts();
  const { page, namespace, name } = route;
  const key = `${namespace}/${name}`;
  const [edit, setEdit] = useState<Edit | 'absent' | undefined>(() => (page === 'edit' ? kept.get(key) : undefined));
  const [loadFailure, setLoadFailure] = useState<string>();
  const load = () => {
    server.file(namespace, name).then(
      (file) => {
        setLoadFailure(undefined);
        if (file === undefined) setEdit('absent');
        else if (page === 'remove') setEdit({ file, text: file.text });
        else change({ file, text: file.text });
      },
      (error: unknown) => setLoadFailure(wordsOf(error)),
    );
  };
  const change = (next: Edit) => {
    const isTyped = next.text !== next.file.text;
    if (isTyped) kept.set(key, next);
    else kept.delete(key);
    noteUnsaved(key, isTyped);
    setEdit(next);
  };
  useEffect(() => {
    // an older edit stays, even if the file has changed: the server then asks to load it again
    if (edit === undefined) load();
  }, [server, key]);
  const { answer, failure: changeFailure } = useAnswer(
    edit === 'absent' ? undefined : edit,
    ({ file: { digest }, text }) =>
      server.change(page === 'remove' ? { namespace, name, text: null } : { namespace, name, text, digest }),
  );
  const failure = loadFailure ?? changeFailure;
  const problems = answer?.problems ?? [];
  if (edit === undefined && failure !== undefined) return <Warning text={failure} />;
  if (edit === undefined) return <Notice alone sign="Reconciling" title={notices.loading} />;
  if (edit === 'absent') {
    const link = [homeAddress(), notices.home] as const;
    return <Notice alone sign="Missing" title={texts.noFile(key)} link={link} />;
  }
  const { file, text } = edit;
  return (
    <>
      <nav class="trail" aria-label={application.applications}>
        <a href={homeAddress()}>{application.applications}</a> <span aria-hidden="true">/</span>{' '}
        <a href={applicationAddress(route)}>{name}</a>
      </nav>
      <div class="headline">
        <h1>{page === 'edit' ? texts.edit(file.file) : texts.remove(name, file.file)}</h1>
        <p>{texts.meaning}</p>
      </div>
      {failure !== undefined && <Warning text={failure} />}
      <div class={page === 'edit' ? 'making' : undefined}>
        {page === 'edit' ? (
          <div>
            <Editor text={text} change={(typed) => change({ file, text: typed })} problems={problems} />
            {(text !== file.text || failure !== undefined) && (
              <button type="button" class="button" onClick={load}>
                {texts.reload}
              </button>
            )}
          </div>
        ) : (
          <Problems problems={problems} />
        )}
        {answer && <Outcome answer={answer} name={name} />}
      </div>
    </>
  );
}

interface EditorProps {
  readonly text: string;
  readonly change: (text: string) => void;
  readonly problems: ChangeAnswer['problems'];
}

function Editor({ text, change, problems }: EditorProps): JSX.Element {
  const { change: texts } = useTexts();
  return (
    <div class="field">
      <label for="file">{texts.file}</label>
      <textarea
        id="file"
        value={text}
        rows={28}
        wrap="off"
        spellcheck={false}
        autocomplete="off"
        aria-invalid={problems.some(({ severity }) => severity === 'error')}
        aria-describedby="file-problems"
        onInput={({ currentTarget }) => change(currentTarget.value)}
      />
      <Problems problems={problems} />
    </div>
  );
}

function Problems({ problems }: Pick<EditorProps, 'problems'>): JSX.Element {
  const { change: texts } = useTexts();
  return (
    <ul class="problems" id="file-problems" lang="en">
      {problems.map(({ line, severity, message }) => (
        <li key={`${line} ${message}`} class={severity}>
          <Icon name={severity === 'error' ? 'Failed' : 'warning'} />
          {`${texts.line(line)}: ${message}`}
        </li>
      ))}
    </ul>
  );
}

function Outcome({ answer, name }: { readonly answer: ChangeAnswer; readonly name: string }): JSX.Element {
  const { change: texts } = useTexts();
  const { diff, plan } = answer;
  if (diff === undefined || plan === undefined) return <p class="hint">{texts.toMend}</p>;
  if (diff === '') return <p class="hint">{texts.nothing}</p>;
  return (
    <div class="outcomes">
      <section class="panel" aria-labelledby="diff">
        <div class="panel-head tools">
          <h2 id="diff">{texts.diff}</h2>
          <p class="hint">{texts.diffHint}</p>
          <div class="buttons">
            <CopyButton text={diff} />
            <DownloadButton text={diff} name={`${name}.patch`} />
          </div>
        </div>
        <Code text={diff} language="diff" />
      </section>
      <section class="panel" aria-labelledby="plan">
        <div class="panel-head">
          <h2 id="plan">{texts.plan}</h2>
          <p class="hint">{texts.planHint}</p>
        </div>
        <Code text={plan} language="plan" />
      </section>
    </div>
  );
}
