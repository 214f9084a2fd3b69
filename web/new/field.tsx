import type { JSX } from 'preact';
import type { DraftField } from '../../src/page';
import { Icon } from '../parts/icons';
import { useForm } from './form';

/** The id of the input element of a field. */
export function idOf(field: DraftField): string {
  return `field-${field}`;
}

interface FieldProps {
  readonly field: DraftField;
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly hint?: string;
  readonly placeholder?: string;
  /** Suggested values. */
  readonly options?: readonly string[];
  /** @default - one line */
  readonly rows?: number;
}

/** A text field with its label and its problems. */
export function Field({ field, label, value, change, hint, placeholder, options, rows }: FieldProps): JSX.Element {
  const { visit } = useForm();
  const id = idOf(field);
  const { describedBy, isInvalid, notes } = useNotes(field, hint);
  const list = options && options.length > 0 ? `${id}-options` : undefined;
  const common = {
    ...{ id, value, placeholder, autocomplete: 'off', spellcheck: false, 'aria-describedby': describedBy },
    'aria-invalid': isInvalid,
    onBlur: () => visit(field),
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows === undefined ? (
        <input type="text" {...common} list={list} onInput={({ currentTarget }) => change(currentTarget.value)} />
      ) : (
        <textarea {...common} rows={rows} onInput={({ currentTarget }) => change(currentTarget.value)} />
      )}
      {list && (
        <datalist id={list}>
          {options?.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
      {notes}
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly change: (checked: boolean) => void;
}

/** A checkbox. */
export function Check({ label, checked, change }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={({ currentTarget }) => change(currentTarget.checked)} />
      {label}
    </label>
  );
}

/** The text below a field: its hint, and its problems. */
export function useNotes(field: DraftField, hint?: string) {
  const problems = useForm().problemsOf(field);
  const id = idOf(field);
  const described = [...(hint ? [`${id}-hint`] : []), ...(problems.length > 0 ? [`${id}-problems`] : [])];
  return {
    describedBy: described.length > 0 ? described.join(' ') : undefined,
    isInvalid: problems.some(({ severity }) => severity === 'error'),
    notes: (
      <>
        {hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
        {problems.length > 0 && (
          <ul class="problems" id={`${id}-problems`} lang="en">
            {problems.map(({ severity, message }) => (
              <li key={message} class={severity}>
                <Icon name={severity === 'error' ? 'Failed' : 'warning'} />
                {message}
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  };
}
