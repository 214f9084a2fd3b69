import fc from 'fast-check';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseYaml } from '../../src/yaml/parse';
import { printYaml } from '../../src/yaml/print';
import { runs } from '../random-runs';
import { json, text } from './arbitrary-json';

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  Kubernetes: (text) => {
    const [document] = parseYaml(text);
    return document ? (document.value ?? document.problems) : null;
  },
  'YAML 1.1': (text) => parse(text, { version: '1.1' }),
  'YAML 1.2': (text) => parse(text, { version: '1.2' }),
  'js-yaml': (text) => load(text),
  'js-yaml, YAML 1.1': (text) => load(text, { schema: YAML11_SCHEMA }),
};

test.each(Object.entries(readers))('what is printed is read again as it was: %s', (_, read) => {
  fc.assert(
    fc.property(json, (value) => {
      expect(read(printYaml(value))).toEqual(value);
    }),
    { numRuns: runs(400) },
  );
});

test('JSON is read as it is by JSON.parse', () => {
  fc.assert(
    fc.property(fc.dictionary(text, json), fc.constantFrom('', 2, '\t'), (value, indent) => {
      const written = JSON.stringify({ ...value }, null, indent);
      expect(readers.Kubernetes?.(written)).toEqual(JSON.parse(written));
    }),
    { numRuns: runs(200) },
  );
});
