import { expect, test } from 'vitest';
import {
  difference,
  fieldName,
  fieldSetOf,
  intersection,
  stepsOf,
  union,
} from '../../../src/change/foretell/field-set';

const namesOf = (set: ReturnType<typeof fieldSetOf>) => stepsOf(set).map(fieldName);

const one = fieldSetOf({
  'f:metadata': { 'f:finalizers': { 'v:"a"': {} } },
  'f:spec': {
    'f:ports': { 'k:{"protocol":"TCP","port":80}': { '.': {}, 'f:name': {} } },
    'f:values': { '.': {}, 'f:a': {} },
  },
});
const other = fieldSetOf({
  'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:name': {} } }, 'f:values': {} },
});

test('fields are named as the API server names them in conflicts', () => {
  expect(namesOf(one)).toEqual([
    '.metadata.finalizers[="a"]',
    '.spec.ports[port=80,protocol="TCP"]',
    '.spec.ports[port=80,protocol="TCP"].name',
    '.spec.values',
    '.spec.values.a',
  ]);
});

test('sets are joined, cut and taken from each other by field, whatever the order of keys', () => {
  expect(namesOf(union(one, other))).toEqual(namesOf(one));
  expect(namesOf(intersection(one, other))).toEqual(['.spec.ports[port=80,protocol="TCP"].name', '.spec.values']);
  expect(namesOf(difference(one, other))).toEqual([
    '.metadata.finalizers[="a"]',
    '.spec.ports[port=80,protocol="TCP"]',
    '.spec.values.a',
  ]);
  expect(namesOf(difference(other, one))).toEqual([]);
});
