import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printYaml } from '../../src/yaml/print';
import { applications } from '../application/arbitrary-application';
import { awkwardNulls, awkwardValues } from '../awkward-values';
import { askYamlReader, hasGo } from '../oracle/go';
import { runs } from '../random-runs';
import { json } from './arbitrary-json';

/** The result of Kubernetes' own reader for each printed value, or its error. */
function readByKubernetes(values: readonly unknown[], print: (value: unknown) => string): unknown[] {
  return askYamlReader(values.map((value) => print(value))).map((line) => {
    const { result, error } = JSON.parse(line);
    return error ?? result;
  });
}

/** These tests run wherever Go is installed; in CI they must run. */
const isLeftOut = !hasGo() && process.env.CI !== 'true';

test.skipIf(isLeftOut)(
  "Kubernetes' reader gets thousands of documents as they were",
  () => {
    const values = [
      ...fc.sample(json, { numRuns: runs(5000) }),
      ...fc.sample(applications, { numRuns: runs(300) }),
      awkwardValues,
      awkwardNulls,
    ];
    const read = readByKubernetes(values, printYaml);
    expect(read.length).toBe(values.length);
    values.forEach((value, index) => {
      expect(read[index]).toEqual(JSON.parse(JSON.stringify(value)));
    });
  },
  300_000,
);

test.skipIf(isLeftOut)(
  'what cdk8s writes is read as something else in these cases',
  () => {
    const texts = awkwardValues.texts.filter((text) => text.length < 100);
    const cases = [...texts.map((text) => ({ value: text })), ...texts.map((text) => ({ [text]: 'key' }))];
    const read = readByKubernetes(cases, (value) => Yaml.stringify(value));
    const misread = cases.filter((value, index) => !isSame(value, read[index]));
    expect(misread.map(ascii)).toMatchInlineSnapshot(`
      [
        "{"value":"0o17"}",
        "{"value":"\\u2028"}",
        "{"value":"a\\u2028b\\n"}",
        "{"value":"a\\u2029b"}",
        "{"0o17":"key"}",
        "{"\\u2028":"key"}",
        "{"a\\u2028b\\n":"key"}",
        "{"a\\u2029b":"key"}",
        "{"\\ufeffa":"key"}",
        "{"<<":"key"}",
      ]
    `);
    expect(readByKubernetes(misread, printYaml)).toEqual(misread);
  },
  300_000,
);

/** JSON without invisible characters. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function isSame(value: unknown, read: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(read);
}
