import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Choices, Draft, DraftAnswer, DraftField, DraftProblem, DraftTarget } from '../../src/page';
import { EMPTY_DRAFT, EMPTY_TARGET } from '../../src/page';
import type { DraftServer } from '../live';
import { noteUnsaved } from '../unsaved';
import { useAnswer } from '../use-answer';

/** The form, and the operations of its fields. */
export interface Form {
  readonly draft: Draft;
  readonly choices: Choices;
  readonly answer: DraftAnswer | undefined;
  /** Why the server has not answered. */
  readonly failure: string | undefined;
  change(fields: Partial<Draft>): void;
  changeTarget(index: number, fields: Partial<DraftTarget>): void;
  /** Adds a target for each of these clusters, with the other fields of the last target. */
  addTargets(clusters: readonly string[]): void;
  removeTarget(index: number): void;
  clear(): void;
  /** Notes that this content was saved as a file. */
  noteSaved(saved: Draft): void;
  /** Marks a field as visited: from now on it shows its problems. */
  visit(field: DraftField): void;
  /** The problems that a field shows. */
  problemsOf(field: DraftField): readonly DraftProblem[];
}

const Context = createContext<Form | undefined>(undefined);

export const FormProvider = Context.Provider;

export function useForm(): Form {
  const form = useContext(Context);
  if (form === undefined) throw new Error('there is no form around this part');
  return form;
}

const NO_CHOICES: Choices = { clusters: [], sources: [], templates: [] };

/**
 * The last state of the form. It is kept while the user visits another page, but not in the browser's storage, because
 * values may be secrets.
 */
let kept: Kept | undefined;

interface Kept {
  readonly draft: Draft;
  readonly visited: ReadonlySet<DraftField>;
  /** The content that is in a file, or empty. */
  readonly saved: Draft;
}

/** @param namespace the initial namespace of a new form */
export function useNewForm(server: DraftServer, namespace: string): Form {
  const [saved, setSaved] = useState<Draft>(() => kept?.saved ?? { ...EMPTY_DRAFT, namespace });
  const [draft, setDraft] = useState<Draft>(() => kept?.draft ?? saved);
  const [visited, setVisited] = useState<ReadonlySet<DraftField>>(() => kept?.visited ?? new Set());
  const [choices, setChoices] = useState(NO_CHOICES);
  kept = { draft, visited, saved };
  noteUnsaved('new', JSON.stringify(draft) !== JSON.stringify(saved));
  useEffect(() => {
    // without choices, every name can still be typed
    server.choices().then(setChoices, () => {});
  }, [server]);
  const { answer, failure } = useAnswer(draft, (typed) => server.draft(typed));
  const change = (fields: Partial<Draft>) => setDraft((before) => ({ ...before, ...fields }));
  const changeTargets = (next: (targets: readonly DraftTarget[]) => readonly DraftTarget[]) =>
    setDraft((before) => ({ ...before, targets: next(before.targets) }));
  return {
    ...{ draft, choices, answer, failure, change },
    changeTarget: (index, fields) =>
      changeTargets((targets) => targets.map((target, at) => (at === index ? { ...target, ...fields } : target))),
    addTargets: (clusters) =>
      changeTargets((targets) => [
        ...targets,
        ...clusters.map((cluster) => ({ ...(targets.at(-1) ?? EMPTY_TARGET), cluster })),
      ]),
    removeTarget: (index) => changeTargets((targets) => targets.filter((_, at) => at !== index)),
    clear: () => {
      const empty = { ...EMPTY_DRAFT, namespace };
      setVisited(new Set());
      setDraft(empty);
      setSaved(empty);
    },
    noteSaved: setSaved,
    visit: (field) => setVisited((before) => (before.has(field) ? before : new Set([...before, field]))),
    problemsOf: (field) => {
      const own = answer?.problems.filter((problem) => problem.field === field) ?? [];
      return visited.has(field) ? own : own.filter(({ severity }) => severity === 'warning');
    },
  };
}
