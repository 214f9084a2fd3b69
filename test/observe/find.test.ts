import { expect, test } from 'vitest';
import { findByName } from '../../src/observe/find';
import { LookupError } from '../../src/observe/lookup-error';

const KEYS = ['apps/api', 'apps/web', 'other/web', 'shop/cart'];

test.each([
  ['api', undefined, 'apps/api'],
  ['web', 'other', 'other/web'],
])('%s in %s', (name, namespace, key) => {
  expect(findByName(name, KEYS, { namespace, place: 'here' })).toBe(key);
});

test.each([
  ['web', undefined, '2 Applications are named web, in the namespaces apps, other: name one with -n'],
  ['cart', 'apps', 'no Application is named cart in here: there is one in namespace shop'],
  ['web', 'shop', 'no Application is named web in here: there is one in the namespaces apps, other'],
  ['wbe', 'other', 'no Application is named wbe in here: did you mean web?'],
  [
    'zzz',
    'apps',
    'no Application is named zzz in here: fluxapp status, with the same options, lists the existing ones',
  ],
  ['zzz', 'none', 'no Application is named zzz in here: there are none; use -n for another namespace, or -A for all'],
])('%s in %s is an error that helps', (name, namespace, message) => {
  expect(() => findByName(name, KEYS, { namespace, place: 'here' })).toThrow(new LookupError(message));
});
