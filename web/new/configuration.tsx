import type { JSX } from 'preact';
import { useTexts } from '../context';
import { Check, Field } from './field';
import { useForm } from './form';

/** The name and the description of the application. */
export function Basics(): JSX.Element {
  const { form: texts } = useTexts();
  const { draft, change } = useForm();
  return (
    <section class="panel" aria-labelledby="basics">
      <div class="panel-head">
        <h2 id="basics">{texts.basics}</h2>
      </div>
      <div class="fields">
        <Field field="name" label={texts.name} value={draft.name} change={(name) => change({ name })} />
        <Field
          field="namespace"
          label={texts.namespace}
          value={draft.namespace}
          change={(namespace) => change({ namespace })}
          hint={texts.namespaceHint}
        />
        <Field field="alias" label={texts.alias} value={draft.alias} change={(alias) => change({ alias })} />
        <Field
          field="description"
          label={texts.description}
          value={draft.description}
          change={(description) => change({ description })}
        />
      </div>
    </section>
  );
}

/** The source of its chart or manifests. */
export function Configuration(): JSX.Element {
  const { form: texts } = useTexts();
  const { draft, change, choices } = useForm();
  const isHelm = draft.type === 'HelmRelease';
  const isOwn = !isHelm || draft.template.trim() === '';
  const own = `${draft.namespace}/`;
  const templates = choices.templates.flatMap((name) => (name.startsWith(own) ? [name.slice(own.length)] : []));
  return (
    <section class="panel" aria-labelledby="configuration">
      <div class="panel-head">
        <h2 id="configuration">{texts.configuration}</h2>
      </div>
      <div class="fields">
        <fieldset class="choices wide">
          <legend>{texts.type}</legend>
          {(['HelmRelease', 'Kustomization'] as const).map((type) => (
            <label key={type}>
              <input type="radio" name="type" checked={draft.type === type} onChange={() => change({ type })} />
              <span>{type}</span>
            </label>
          ))}
        </fieldset>
        {isOwn && (
          <Field
            field="source"
            label={texts.source}
            value={draft.source}
            change={(source) => change({ source })}
            hint={texts.sourceHint}
            placeholder={isHelm ? 'HelmRepository/podinfo' : 'GitRepository/podinfo'}
            options={choices.sources}
          />
        )}
        {isHelm && (
          <Field
            field="template"
            label={texts.template}
            value={draft.template}
            change={(template) => change({ template })}
            hint={texts.templateHint}
            options={templates}
          />
        )}
        {isHelm && isOwn && (
          <>
            <Field field="chart" label={texts.chart} value={draft.chart} change={(chart) => change({ chart })} />
            <Field
              field="version"
              label={texts.version}
              value={draft.version}
              change={(version) => change({ version })}
              hint={texts.versionHint}
            />
            <div class="wide">
              <Field
                field="valuesFiles"
                label={texts.valuesFiles}
                value={draft.valuesFiles}
                change={(valuesFiles) => change({ valuesFiles })}
                hint={texts.valuesFilesHint}
              />
            </div>
            <div class="wide">
              <Check
                label={texts.saveTemplate}
                checked={draft.saveTemplate}
                change={(saveTemplate) => change({ saveTemplate })}
              />
            </div>
          </>
        )}
      </div>
    </section>
  );
}
