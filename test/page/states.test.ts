import { expect, test } from 'vitest';
import { LANGUAGES, STATES, severityOf, worstOf } from '../../src/page';
import { rankOf } from '../../src/status/ranking';

test('states are ordered as the status ranks them, and an Application with errors comes first', () => {
  const [first, ...others] = STATES;
  expect(first).toBe('Invalid');
  const ranked = (others as Exclude<(typeof STATES)[number], 'Invalid'>[]).map(rankOf);
  expect(ranked).toEqual([...ranked].sort((a, b) => b - a));
  expect(ranked.at(-1)).toBe(0);
});

test('the worst of states', () => {
  expect(worstOf(['Ready', 'Missing', 'Reconciling'])).toBe('Missing');
  expect(worstOf([])).toBeUndefined();
  expect(severityOf('Failed')).toBeLessThan(severityOf('Ready'));
});

test('every language has a text for everything, and none is left in English', () => {
  const { en, zh } = LANGUAGES;
  const leaves = (value: object, path: string): [string, string][] =>
    Object.entries(value).flatMap(([key, text]): [string, string][] => {
      if (typeof text === 'string') return [[`${path}.${key}`, text]];
      return typeof text === 'object' && text !== null ? leaves(text, `${path}.${key}`) : [];
    });
  const [english, chinese] = [leaves(en, 'texts'), leaves(zh, 'texts')];
  expect(chinese.map(([key]) => key)).toEqual(english.map(([key]) => key));
  const same = english.filter(([, text], index) => text === chinese[index]?.[1]).map(([key]) => key);
  expect(same).toEqual(['texts.host']);
});
