import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DraftTarget } from '../../src/page';
import { useTexts } from '../context';
import { Icon } from '../parts/icons';
import { Check, Field, useNotes } from './field';
import { useForm } from './form';
import { References } from './references';

/** The targets of the application. */
export function Targets(): JSX.Element {
  const { form: texts, severalTargets } = useTexts();
  const { draft, choices, addTargets } = useForm();
  const { notes } = useNotes('targets');
  const used = new Set(draft.targets.map(({ cluster }) => cluster.trim()));
  const others = choices.clusters.filter((cluster) => !used.has(cluster));
  return (
    <section class="panel" aria-labelledby="deployment">
      <div class="panel-head tools">
        <h2 id="deployment">{texts.deployment}</h2>
        <p class="hint">{severalTargets(draft.targets.length)}</p>
        {others.length > 1 && (
          <button type="button" class="button" onClick={() => addTargets(others)}>
            {texts.addClusters(others.length)}
          </button>
        )}
        <button type="button" class="button" id="field-targets" onClick={() => addTargets([''])}>
          <Icon name="plus" />
          {texts.addTarget}
        </button>
      </div>
      <div class="target-forms">
        {notes}
        {draft.targets.map((target, index) => (
          <TargetForm key={index} target={target} index={index} />
        ))}
      </div>
    </section>
  );
}

interface TargetProps {
  readonly target: DraftTarget;
  readonly index: number;
}

function TargetForm({ target, index }: TargetProps): JSX.Element {
  const { form: texts } = useTexts();
  const { draft, choices, answer, changeTarget, removeTarget } = useForm();
  const change = (fields: Partial<DraftTarget>) => changeTarget(index, fields);
  const isHelm = draft.type === 'HelmRelease';
  const isWrong = answer?.problems.some(
    ({ field, severity }) => severity === 'error' && field?.startsWith(`targets.${index}.`),
  );
  // the forms of a whole fleet would fill many screens; a further target closes no form
  const [isOpen] = useState(() => {
    const { length } = draft.targets;
    return index === 0 || index === length - 1 || length <= MOST_OPEN;
  });
  return (
    <details class="target-form" open={isOpen}>
      <summary>
        <span class={isWrong ? 'sign s-Failed' : 'sign s-Ready'}>
          <Icon name={isWrong ? 'Failed' : 'Ready'} />
        </span>
        <strong>{target.cluster || texts.noCluster}</strong>
        <span class="hint">{target.namespace}</span>
      </summary>
      <div class="fields">
        <Field
          field={`targets.${index}.cluster`}
          label={texts.cluster}
          value={target.cluster}
          change={(cluster) => change({ cluster })}
          hint={texts.clusterHint}
          options={choices.clusters}
        />
        <Field
          field={`targets.${index}.namespace`}
          label={texts.targetNamespace}
          value={target.namespace}
          change={(namespace) => change({ namespace })}
        />
        {isHelm ? <ReleaseFields target={target} index={index} /> : <ManifestFields target={target} index={index} />}
        <details class="wide">
          <summary>{texts.advanced}</summary>
          <div class="fields">
            <Field
              field={`targets.${index}.interval`}
              label={texts.interval}
              value={target.interval}
              change={(interval) => change({ interval })}
              placeholder="10m"
            />
            {isHelm && <AdvancedReleaseFields target={target} index={index} />}
            <div class="wide">
              <Field
                field={`targets.${index}.more`}
                label={texts.more}
                value={target.more}
                change={(more) => change({ more })}
                hint={texts.moreHint}
                rows={3}
              />
            </div>
          </div>
        </details>
        <div class="wide">
          <button type="button" class="button" onClick={() => removeTarget(index)}>
            {texts.removeTarget(target.cluster || String(index + 1))}
          </button>
        </div>
      </div>
    </details>
  );
}

/** The maximum number of targets for which all forms are open at first. Of more targets, the first and the last one are. */
const MOST_OPEN = 3;

function ReleaseFields({ target, index }: TargetProps): JSX.Element {
  const { form: texts } = useTexts();
  const { changeTarget } = useForm();
  return (
    <>
      <div class="wide">
        <Field
          field={`targets.${index}.set`}
          label={texts.set}
          value={target.set}
          change={(set) => changeTarget(index, { set })}
          hint={texts.setHint}
          placeholder="replicaCount=3"
          rows={2}
        />
      </div>
      <References target={target} index={index} />
    </>
  );
}

function AdvancedReleaseFields({ target, index }: TargetProps): JSX.Element {
  const { form: texts } = useTexts();
  const { draft, changeTarget } = useForm();
  const change = (fields: Partial<DraftTarget>) => changeTarget(index, fields);
  return (
    <>
      <Field
        field={`targets.${index}.releaseName`}
        label={texts.releaseName}
        value={target.releaseName}
        change={(releaseName) => change({ releaseName })}
        placeholder={draft.name}
      />
      <Field
        field={`targets.${index}.storageNamespace`}
        label={texts.storageNamespace}
        value={target.storageNamespace}
        change={(storageNamespace) => change({ storageNamespace })}
        hint={texts.storageNamespaceHint}
      />
      <div class="wide">
        <Check
          label={texts.createNamespace}
          checked={target.createNamespace}
          change={(createNamespace) => change({ createNamespace })}
        />
      </div>
      <div class="wide">
        <Field
          field={`targets.${index}.options`}
          label={texts.options}
          value={target.options}
          change={(options) => change({ options })}
          hint={texts.optionsHint}
          placeholder="install.timeout=5m"
          rows={2}
        />
      </div>
    </>
  );
}

function ManifestFields({ target, index }: TargetProps): JSX.Element {
  const { form: texts } = useTexts();
  const { changeTarget } = useForm();
  return (
    <>
      <Field
        field={`targets.${index}.path`}
        label={texts.path}
        value={target.path}
        change={(path) => changeTarget(index, { path })}
        placeholder="./deploy"
      />
      <div class="wide">
        <Check label={texts.prune} checked={target.prune} change={(prune) => changeTarget(index, { prune })} />
      </div>
    </>
  );
}
