import { expect, test } from 'vitest';
import { lower } from '../../src/application';
import { statusDocument, viewsOf } from '../../src/observe';
import { helmApplication, onHost, onMember } from '../application/applications';
import { failedRelease } from '../status/flux-objects';

const NOW = '2026-11-01T00:00:00Z'; // when the conditions of flux-objects changed
const LATER = '2026-11-01T00:00:05Z';

const application = helmApplication([onHost('web'), onMember('eu-1', 'web')]);
const { objects } = lower(helmApplication([onHost('web'), onMember('us-1', 'web')]));
const [host, removed] = objects.filter(({ kind }) => kind === 'HelmRelease');

/** What a status shows of a fleet in which the host has failed, eu-1 has no object, and us-1 is left over. */
function shown(now: string) {
  const [view] = viewsOf([application, { ...host, status: failedRelease('any').status }, { ...removed }], now);
  if (!view) throw new Error('no view');
  const { targets, orphans, causes } = statusDocument(view);
  return [...targets, ...orphans, ...causes].map(({ state, since }) => [state, since]);
}

test.for([NOW, LATER])('a state that began in this second has a time, and one of an unknown age has none', (now) => {
  expect(shown(now)).toEqual([
    ['Missing', undefined],
    ['Failed', NOW],
    ['Orphaned', undefined],
    ['Failed', NOW],
    ['Missing', undefined],
  ]);
});
