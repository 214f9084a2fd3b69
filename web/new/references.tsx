import type { JSX } from 'preact';
import type { DraftReference, DraftTarget } from '../../src/page';
import { useTexts } from '../context';
import { Icon } from '../parts/icons';
import { idOf, useNotes } from './field';
import { useForm } from './form';

interface ReferencesProps {
  readonly target: DraftTarget;
  readonly index: number;
}

/** ConfigMaps and Secrets with values: their names, never their content. */
export function References({ target, index }: ReferencesProps): JSX.Element {
  const { form: texts } = useTexts();
  const { changeTarget, visit } = useForm();
  const field = `targets.${index}.valuesFrom` as const;
  const { notes, describedBy } = useNotes(field, texts.valuesFromHint);
  const change = (valuesFrom: readonly DraftReference[]) => changeTarget(index, { valuesFrom });
  const edit = (at: number, fields: Partial<DraftReference>) =>
    change(target.valuesFrom.map((each, position) => (position === at ? { ...each, ...fields } : each)));
  const input = (each: DraftReference, at: number, name: 'name' | 'targetPath' | 'valuesKey', placeholder: string) => (
    <input
      type="text"
      aria-label={`${texts.references[name]} ${at + 1}`}
      value={each[name]}
      placeholder={placeholder}
      autocomplete="off"
      spellcheck={false}
      onBlur={() => visit(field)}
      onInput={({ currentTarget }) => edit(at, { [name]: currentTarget.value })}
    />
  );
  return (
    <fieldset class="field wide" aria-describedby={describedBy}>
      <legend>{texts.valuesFrom}</legend>
      {target.valuesFrom.map((each, at) => (
        <div key={at} class="reference">
          <select
            aria-label={`${texts.references.kind} ${at + 1}`}
            onChange={({ currentTarget }) => edit(at, { kind: currentTarget.value as DraftReference['kind'] })}
          >
            {(['ConfigMap', 'Secret'] as const).map((kind) => (
              <option key={kind} selected={kind === each.kind}>
                {kind}
              </option>
            ))}
          </select>
          {input(each, at, 'name', texts.references.name)}
          {input(each, at, 'valuesKey', 'values.yaml')}
          {input(each, at, 'targetPath', texts.references.targetPath)}
          <button
            type="button"
            class="button icon-only"
            aria-label={`${texts.references.remove} ${at + 1}`}
            onClick={() => change(target.valuesFrom.filter((_, position) => position !== at))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <div>
        <button
          type="button"
          class="button"
          id={idOf(field)}
          onClick={() => change([...target.valuesFrom, { kind: 'ConfigMap', name: '', valuesKey: '', targetPath: '' }])}
        >
          <Icon name="plus" />
          {texts.references.add}
        </button>
      </div>
      {notes}
    </fieldset>
  );
}
