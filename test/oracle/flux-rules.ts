import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The result of Flux's packages for every case, one per line; written by `npx tsx test/oracle/generate.ts`. */
export const FLUX_RULES_GOLDEN_FILE = join(__dirname, 'flux-rules.golden.jsonl');

/** A text for one of the rules of harness/go/flux-rules. */
export interface FluxRuleCase {
  readonly rule: string;
  readonly text: string;
}

/** A line of the golden file. */
export interface FluxRuleGolden extends FluxRuleCase {
  readonly accepted: boolean;
}

/** All concatenations of one part of each list. */
function product(...lists: readonly (readonly string[])[]): string[] {
  return lists.reduce<string[]>((texts, list) => texts.flatMap((text) => list.map((part) => text + part)), ['']);
}

const VERSIONS = [
  '1',
  '1.2',
  '1.2.3',
  'v1.2.3',
  '1.x',
  '*',
  'X',
  '01.2.3',
  '1.2.3-rc.1',
  '1.2.3-01',
  '1.2.3+b.1',
  '1.2.3.4',
];
const RANGES = [
  ...product(['', '=', '!=', '>', '>=', '=>', '<', '<=', '=<', '~', '~>', '^', '==', '>>', '$'], ['', ' '], VERSIONS),
  ...product(
    ['1', '>=1.2', 'x'],
    [' ', ',', ' , ', ' || ', '||', ' - ', '-', ' -', ';', '  ', '\t'],
    ['2', '<3', '2.x', '', 'a'],
  ),
  ...[
    '',
    ' ',
    'latest',
    'main',
    'a.b.c',
    '1.2.3-',
    '1.2.3+',
    '-1',
    '1..2',
    '.1',
    '1.',
    'v',
    'version 1',
    '1.2.3 - 2',
    '1 -2',
  ],
  ...[
    '1||',
    '||1',
    '1|2',
    '1 2 3',
    '1,2,3',
    ',1',
    '1,',
    '>1 <2 || ^3',
    '\n1',
    '1\u00a0',
    '1\v2',
    'ü',
    '1 || || 2',
    '1-2-3',
  ],
];

const HOSTS = [
  'example.com',
  'example.com:5000',
  'example.com:x',
  'user@example.com',
  'u:p@example.com',
  'ex ample.com',
  '[::1]:80',
];
const URLS = [
  ...product(
    ['https://', 'http://', 'ssh://'],
    [...HOSTS, 'git@example.com:a', ':80', ''],
    ['', '/', '/a/b', '/%zz', '/%41', '/a?%zz', '/a#%zz', '/a b'],
  ),
  ...[
    'https://a/\n',
    'https://a/\u007f',
    'https://a/%',
    'https://a/%4',
    'https://ä/ö',
    'https://a:/b',
    'https://a:1:2/b',
  ],
];

const OCI_URLS = [
  ...product(
    ['oci://'],
    [...HOSTS, 'localhost', 'docker.io', 'ghcr.io', ''],
    ['', '/', '/a', '/ab', '/a/b', '/ab:1.2', '/ab@sha256:12', '/AB', '/a b', '/a_b.c-d', '/ab/'],
  ),
  ...[
    'oci://ab',
    'oci://ab:1',
    `oci://example.com/${'a'.repeat(255)}`,
    `oci://example.com/${'a'.repeat(256)}`,
    'oci://ab/ü',
  ],
];

const HEX = '0123456789abcdef'.repeat(4);
const VARIABLES = ['a', 'A_1', '_', '__a', '1a', 'my-var', 'a.b', '', ' a', 'a\n', 'ä', 'a b', 'x'.repeat(300)];

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  version: RANGES,
  url: URLS,
  ociUrl: OCI_URLS,
  digest: [
    `sha256:${HEX}`,
    `sha256:${HEX.toUpperCase()}`,
    `sha256:${HEX}0`,
    `sha512:${HEX}${HEX}`,
    'sha256:',
    HEX,
    'md5:12',
    `sha256:${HEX}\n`,
  ],
  gitWithoutSecret: product(
    ['https://', 'http://', 'ssh://'],
    ['example.com/a', 'git@example.com/a', 'u:p@example.com/a'],
  ),
  chartName: [
    ...product(['a', 'A', '-', '0', ''], ['', '/', '.', '/.', './', '//', '..', '_', ' '], ['b', '', '1-2', 'B']),
    ...['a\n', 'ü', 'team/web.app', 'a/b/c', 'a.b.c/', '/a', '.a'],
  ],
  variable: VARIABLES,
  variableOptedOut: VARIABLES,
  component: [
    'a',
    './a',
    '../a',
    '/a',
    'file:///a',
    'FILE:///a',
    'https://a',
    'HTTP://a',
    'git@a',
    'git@',
    'gh:a',
    'gh:',
    'github.com/a',
    'github.com:a',
    'github.com',
    'git::a',
    'ssh://a',
    'ssh://',
    'file://a',
    '',
  ],
  apiVersion: ['v1', 'apps/v1', 'a/b/c', '/', '//', '', '/v1', 'a/', 'a/b/c/d'],
};

export function fluxRuleCases(): readonly FluxRuleCase[] {
  return Object.entries(TEXTS).flatMap(([rule, texts]) => [...new Set(texts)].map((text) => ({ rule, text })));
}

export function fluxRulesGoldenText(): string {
  return readFileSync(FLUX_RULES_GOLDEN_FILE, 'utf8');
}

export function readFluxRulesGolden(): readonly FluxRuleGolden[] {
  return fluxRulesGoldenText()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FluxRuleGolden);
}

/** The golden file for cases and the oracle's answers. */
export function formatFluxRulesGolden(cases: readonly FluxRuleCase[], answers: readonly string[]): string {
  return cases.map((asked, index) => `${JSON.stringify(asked).slice(0, -1)},"accepted":${answers[index]}}\n`).join('');
}
