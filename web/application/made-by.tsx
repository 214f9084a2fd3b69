import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { changeAddress, type Made } from '../../src/page';
import { usePage, useTexts } from '../context';
import type { Status } from './types';

/** Where an application is defined, and how to change it there; nothing if that is unknown. */
export function MadeBy({ status }: { readonly status: Status }): JSX.Element | null {
  const { drafts } = usePage().source;
  const { change: texts } = useTexts();
  const { namespace, name } = status;
  const [made, setMade] = useState<Made>();
  useEffect(() => {
    drafts?.made(namespace, name).then(setMade, () => {});
  }, [drafts, namespace, name]);
  if (made?.yaml !== undefined) {
    return (
      <p class="made">
        {texts.madeIn(made.yaml)}
        <a class="button" href={changeAddress('edit', status)}>
          {texts.editButton}
        </a>
        <a class="button" href={changeAddress('remove', status)}>
          {texts.removeButton}
        </a>
      </p>
    );
  }
  if (made?.typescript !== undefined) return <p class="made hint">{texts.madeByCode(made.typescript)}</p>;
  return made?.isSynthesized ? <p class="made hint">{texts.synthesized}</p> : null;
}
