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
  ['web', undefined, '2 Applications are called web, in the namespaces apps, other: name one with -n'],
  ['cart', 'apps', 'no Application is called cart in here: there is one in namespace shop'],
  ['web', 'shop', 'no Application is called web in here: there is one in the namespaces apps, other'],
  ['wbe', 'other', 'no Application is called wbe in here: did you mean web?'],
  ['zzz', 'apps', 'no Application is called zzz in here: fluxapp status lists those that there are'],
  [
    'zzz',
    'none',
    'no Application is called zzz in here: there is none at all; -n names another namespace, -A takes all',
  ],
])('%s in %s is an error that helps', (name, namespace, message) => {
  expect(() => findByName(name, KEYS, { namespace, place: 'here' })).toThrow(new LookupError(message));
});
