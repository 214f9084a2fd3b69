import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type DraftFormat, type DraftProblem, fileOf } from '../../src/page';
import { usePage, useTexts } from '../context';
import type { DraftServer } from '../live';
import { Code } from '../parts/code';
import { CopyButton, DownloadButton } from '../parts/copy';
import { Icon } from '../parts/icons';
import { Warning } from '../parts/notice';
import { wordsOf } from '../use-answer';
import { idOf } from './field';
import { useForm } from './form';

/** The tabs, with names that are the same in every language. */
const TABS = { typescript: 'TypeScript', yaml: 'YAML', objects: 'Flux' } as const;

type Tab = keyof typeof TABS;

/** The result of the form: code, YAML and Flux objects, or its problems. */
export function Preview({ server }: { readonly server: DraftServer }): JSX.Element {
  const { form: texts } = useTexts();
  const { answer, failure } = useForm();
  const [tab, setTab] = useState<Tab>('typescript');
  const [object, setObject] = useState(0);
  const files = answer?.texts;
  const shown = files?.objects[object] ?? files?.objects[0];
  const text = tab === 'objects' ? shown?.yaml : files?.[tab];
  const errors = answer?.problems.filter(({ severity }) => severity === 'error') ?? [];
  return (
    <section class="panel preview" aria-labelledby="preview">
      <div class="panel-head tools">
        <h2 id="preview" class="unseen">
          {texts.preview}
        </h2>
        <div class="switch">
          {(Object.keys(TABS) as Tab[]).map((each) => (
            <button key={each} type="button" aria-pressed={tab === each} onClick={() => setTab(each)}>
              {TABS[each]}
            </button>
          ))}
        </div>
        {text !== undefined && (
          <div class="buttons">
            <CopyButton text={text} />
            {tab !== 'objects' && <FileButtons server={server} format={tab} text={text} />}
          </div>
        )}
      </div>
      {failure !== undefined && <Warning text={failure} />}
      <div role="status">{errors.length > 0 && <p class="hint">{texts.toMend(errors.length)}</p>}</div>
      {errors.length > 0 && (
        <ul class="problem-list" lang="en">
          {errors.map((problem) => (
            <li key={problem.path + problem.message}>
              <ProblemLink problem={problem} />
            </li>
          ))}
        </ul>
      )}
      {tab === 'objects' && files !== undefined && files.objects.length > 1 && (
        <select
          aria-label={texts.object}
          value={String(object)}
          onChange={({ currentTarget }) => setObject(Number(currentTarget.value))}
        >
          {files.objects.map(({ kind, name }, index) => (
            <option key={`${kind}/${name}`} value={String(index)}>
              {kind} {name}
            </option>
          ))}
        </select>
      )}
      {text !== undefined && <Code text={text} language={tab === 'typescript' ? 'typescript' : 'yaml'} />}
    </section>
  );
}

/** A problem, with a link to its field. */
function ProblemLink({ problem }: { readonly problem: DraftProblem }): JSX.Element {
  const { visit } = useForm();
  const { field, path, message } = problem;
  const text = path === '' ? message : `${path}: ${message}`;
  if (field === undefined) return <span>{text}</span>;
  const go = () => {
    visit(field);
    const element = document.getElementById(idOf(field));
    for (let around = element?.closest('details'); around; around = around.parentElement?.closest('details')) {
      around.open = true;
    }
    element?.focus();
  };
  return (
    <button type="button" class="link" onClick={go}>
      {text}
    </button>
  );
}

interface FileButtonsProps {
  readonly server: DraftServer;
  readonly format: DraftFormat;
  readonly text: string;
}

/** Downloads the text, and saves it in the repository if the server supports that. */
function FileButtons({ server, format, text }: FileButtonsProps): JSX.Element {
  const { form: texts } = useTexts();
  const { draft, noteSaved } = useForm();
  const { overview } = usePage();
  const [outcome, setOutcome] = useState<{ readonly isWell: boolean; readonly words: string }>();
  // the outcome belongs to the previous text
  useEffect(() => setOutcome(undefined), [text]);
  const file = fileOf(draft, format);
  const save = () =>
    server.save({ draft, format }).then(
      (saved) => {
        noteSaved(draft);
        setOutcome({ isWell: true, words: texts.saved(saved.file) });
      },
      (error: unknown) => setOutcome({ isWell: false, words: wordsOf(error) }),
    );
  return (
    <>
      <DownloadButton text={text} name={file.split('/').at(-1) as string} />
      {overview.maySave && (
        <button type="button" class="button primary" onClick={save}>
          {texts.save(file)}
        </button>
      )}
      <p class="outcome" role="status">
        {outcome && (
          <span class={outcome.isWell ? 'sign s-Ready' : 'sign s-Failed'}>
            <Icon name={outcome.isWell ? 'Ready' : 'Failed'} />
            {outcome.words}
          </span>
        )}
      </p>
    </>
  );
}
