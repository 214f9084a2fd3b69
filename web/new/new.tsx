import type { JSX } from 'preact';
import { homeAddress } from '../../src/page';
import { usePage, useTexts } from '../context';
import type { DraftServer } from '../live';
import { Basics, Configuration } from './configuration';
import { FormProvider, useNewForm } from './form';
import { Preview } from './preview';
import { Targets } from './targets';

/** The form for a new application, and the resulting code. */
export function NewApplication({ server }: { readonly server: DraftServer }): JSX.Element {
  const texts = useTexts();
  const { place } = usePage().overview;
  const form = useNewForm(server, place.namespace ?? '');
  return (
    <FormProvider value={form}>
      <nav class="trail" aria-label={texts.application.applications}>
        <a href={homeAddress()}>{texts.application.applications}</a>
      </nav>
      <div class="headline">
        <h1>{texts.form.title}</h1>
        <p>{texts.form.meaning}</p>
      </div>
      <div class="making">
        <form onSubmit={(event) => event.preventDefault()}>
          <Basics />
          <Configuration />
          <Targets />
          <button type="button" class="button" onClick={form.clear}>
            {texts.form.clear}
          </button>
        </form>
        <Preview server={server} />
      </div>
    </FormProvider>
  );
}
