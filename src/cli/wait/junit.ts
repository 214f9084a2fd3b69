import { printable } from '../shell/terminal';
import type { TargetVerdict } from './until';

/** An application that was waited for, as a test suite: its targets are the tests. */
export interface Suite {
  /** `<namespace>/<name>`, or the name as given if there is no such application. */
  readonly name: string;
  readonly seconds: number;
  readonly targets: readonly TargetVerdict[];
  /** The error of the application as a whole. */
  readonly error?: string;
  /** The result for targets that were still waited for: a timeout, or another failure. */
  readonly ending: 'timeout' | 'cancelled';
}

/** A report that CI systems read (the JUnit XML of Ant). */
export function junitReport(suites: readonly Suite[]): string {
  const cases = suites.map(casesOf);
  const total = summary(cases.flat(), Math.max(0, ...suites.map(({ seconds }) => seconds)));
  const body = suites.map((suite, index) => {
    const own = cases[index] ?? [];
    const lines = own.map((each) => testcase(suite, each));
    return `  <testsuite name="${escaped(suite.name)}" ${summary(own, suite.seconds)}>\n${lines.join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="fluxapp wait" ${total}>\n${body.join('')}</testsuites>\n`;
}

interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly why: string;
}

function casesOf({ targets, error, ending }: Suite): Case[] {
  const cases = targets.map(({ target, outcome, why }): Case => {
    const shared = { name: target.key, why };
    if (outcome === 'ready') return { ...shared, outcome: 'passed', type: '' };
    if (outcome === 'suspended') return { ...shared, outcome: 'skipped', type: 'Suspended' };
    if (outcome === 'failed') return { ...shared, outcome: 'failure', type: target.reason };
    if (ending === 'timeout') return { ...shared, outcome: 'failure', type: 'Timeout' };
    return { ...shared, outcome: 'skipped', type: 'Cancelled' };
  });
  return error === undefined ? cases : [...cases, { name: 'application', outcome: 'error', type: 'Error', why: error }];
}

function testcase({ name: suite }: Suite, { name, outcome, type, why }: Case): string {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`;
  if (outcome === 'passed') return `${head}/>\n`;
  const message = `message="${escaped(why)}"`;
  const inner = outcome === 'skipped' ? `<skipped ${message}/>` : `<${outcome} type="${escaped(type)}" ${message}/>`;
  return `${head}>${inner}</testcase>\n`;
}

function summary(cases: readonly Case[], seconds: number): string {
  const count = (outcome: Case['outcome']) => cases.filter((each) => each.outcome === outcome).length;
  return [
    `tests="${cases.length}"`,
    `failures="${count('failure')}"`,
    `errors="${count('error')}"`,
    `skipped="${count('skipped')}"`,
    `time="${seconds.toFixed(3)}"`,
  ].join(' ');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return printable(text)
    .replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
}
