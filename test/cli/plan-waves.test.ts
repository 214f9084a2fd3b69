import { expect, test } from 'vitest';
import { type LoweredObject, lower } from '../../src';
import { planObjectOf, planOf } from '../../src/change';
import { printYamlDocuments } from '../../src/yaml';
import { helmApplication, onMember } from '../application/applications';
import { folderOf } from './run';

/** An application with waves, and its objects. @param values the values of its targets, by cluster */
function objects(waves: readonly (readonly string[])[] | undefined, values: Readonly<Record<string, object>> = {}) {
  const deploy = ['eu-1', 'eu-2', 'us-1'].map((name) => onMember(name, 'web', { values: values[name] }));
  const annotations = waves && { 'gitops.kubesphere.io/rollout': JSON.stringify({ waves }) };
  const chart = { chart: 'podinfo', version: '6.9.0' };
  const application = helmApplication(deploy, { chart, metadata: { annotations } });
  return lower(application, { withApplication: true }).objects;
}

async function plan(before: readonly object[], after: readonly object[], ...args: string[]): Promise<string> {
  const folder = folderOf({ 'base/a.yaml': printYamlDocuments(before), 'dist/a.yaml': printYamlDocuments(after) });
  const { code, stdout, stderr } = await folder.fluxapp(['plan', '-f', './dist', '--base', './base', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const WAVES = [['eu-1-web'], ['eu-2-web', 'us-1-web']];
const lines = (text: string) => text.split('\n').slice(3, -3);

test('the title has the waves, and what follows from them is not listed', async () => {
  const after = objects(WAVES, { 'eu-1': { a: 1 }, 'eu-2': { a: 1 }, 'us-1': { a: 1 } });
  expect(lines(await plan(objects(WAVES), after))).toEqual([
    'apps/podinfo   waves: 1 eu-1  >  2 eu-2 us-1',
    '  ~ HelmRelease on 3 targets:',
    '      eu-1 eu-2 us-1',
    '      + spec.values.a: 1',
  ]);
});

test('a target that gets nothing new is reconciled, as what it waits for has changed', async () => {
  expect(lines(await plan(objects(WAVES), objects(WAVES, { 'eu-1': { a: 1 } })))).toEqual([
    'apps/podinfo   waves: 1 eu-1  >  2 eu-2 us-1',
    '  ~ HelmRelease podinfo--eu-1--web  (eu-1)',
    '      + spec.values.a: 1',
    '  ~ HelmRelease on 2 targets:',
    '      eu-2 us-1',
    '      # one reconciliation, without a Helm release',
    '      ~ metadata.labels["gitops.kubesphere.io/rollout"]',
    '      ~ metadata.labels["gitops.kubesphere.io/rollout-gate"]',
    '      ~ spec.dependsOn[0].readyExpr',
  ]);
});

test('gates that are new are short', async () => {
  const text = await plan(objects(undefined), objects(WAVES));
  const revision = /\(gate ([0-9a-f]{12})\)/.exec(text)?.[1];
  expect(lines(text).slice(-4)).toEqual([
    '      eu-2 us-1',
    '      # one reconciliation, without a Helm release',
    '      + spec.dependsOn[0].name: "podinfo--eu-1--web"',
    `      + spec.dependsOn[0].readyExpr: "(gate ${revision})"`,
  ]);
});

test('a wave of many clusters is cut', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `m-${index}`);
  const made = (values: object) => {
    const waves = [['m-0-web'], names.slice(1).map((name) => `${name}-web`)];
    const annotations = { 'gitops.kubesphere.io/rollout': JSON.stringify({ waves }) };
    const deploy = names.map((name) => onMember(name, 'web', { values }));
    return lower(helmApplication(deploy, { chart: { chart: 'podinfo', version: '6.9.0' }, metadata: { annotations } }))
      .objects;
  };
  const [title] = lines(await plan(made({ a: 1 }), made({ a: 2 })));
  expect(title).toBe('apps/podinfo   waves: 1 m-0  >  2 m-1 m-2 m-3 m-4 m-5 and 2 more');
});

test('JSON has the waves by KEYs, and every field that differs', async () => {
  const document = JSON.parse(await plan(objects(WAVES), objects(WAVES, { 'eu-1': { a: 1 } }), '-o', 'json'));
  expect(document.waves).toEqual({ 'apps/podinfo': WAVES });
  const paths = document.resource_changes.map(
    ({ name, change }: { name: string; change: { paths: { path: string[] }[] } }) => [
      name,
      change.paths.map(({ path }) => path.join('.')).filter((path) => path.startsWith('spec.')),
    ],
  );
  expect(Object.fromEntries(paths)).toMatchObject({
    'podinfo--eu-1--web': ['spec.values.a'],
    'podinfo--eu-2--web': ['spec.dependsOn.0.readyExpr'],
  });
  expect(JSON.parse(await plan(objects(WAVES), objects(undefined), '-o', 'json')).waves).toEqual({});
});

test('a target that is suspended by a command holds its wave', () => {
  const planned = (all: readonly object[]) => all.flatMap((value) => planObjectOf(value) ?? []);
  const suspended = (name: string, all: readonly object[]) =>
    (all as LoweredObject[]).map((each) =>
      each.metadata.name === name ? { ...each, spec: { ...('spec' in each && each.spec), suspend: true } } : each,
    );
  const warnings = (name: string) =>
    planOf({
      evidence: 'server',
      before: planned(suspended(name, objects(WAVES))),
      after: planned(suspended(name, objects(WAVES, { 'eu-1': { a: 1 } }))),
    }).warnings;
  expect(warnings('podinfo--eu-1--web')).toEqual([
    {
      code: 'suspended-in-wave',
      message:
        'apps/podinfo: eu-1 (eu-1-web) of wave 1 is suspended: wave 2 waits until it is resumed. To go on without it, suspend it in the code.',
    },
  ]);
  // nothing depends on the last wave
  expect(warnings('podinfo--us-1--web')).toEqual([]);
});
