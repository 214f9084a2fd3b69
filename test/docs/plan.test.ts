/** Tests that the page on plans is correct. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressOf, type Effect, type PlanObject, planOf } from '../../src/change';
import { formatJson, formatText } from '../../src/cli/plan/format';
import { printYamlDocuments } from '../../src/yaml';
import { object, patched, release } from '../change/plan/objects';
import { folderOf, Kept } from '../cli/run';

const page = readFileSync(join(__dirname, '../../docs/plan.md'), 'utf8');

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text as string);
}

/** The cells of the table with this head. */
function tableOf(...head: readonly string[]): string[][] {
  const [, ...lines] = page.slice(page.indexOf(`| ${head.join(' | ')} |`)).split('\n');
  const rows = lines.slice(1, lines.indexOf(''));
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

const CLUSTERS = ['eu-1', 'eu-2', 'us-1', 'us-2'];
const of = (application: string, cluster: string, spec: object = {}) =>
  release(cluster, {
    metadata: {
      name: `${application}--${cluster}--web`,
      labels: { 'app.kubernetes.io/managed-by': application },
      annotations: { 'gitops.kubesphere.io/application': application },
    },
    spec,
  });
const sideOf = (specOf: (cluster: string) => object) =>
  CLUSTERS.flatMap((cluster) => [of('web', cluster, specOf(cluster)), of('api', cluster), of('db', cluster)]);

/** Runs the command of the page on two adjacent folders. */
async function plan(before: readonly PlanObject[], after: readonly PlanObject[], ...more: string[]): Promise<string> {
  const text = (side: readonly PlanObject[]) => printYamlDocuments(side.map(({ value }) => value));
  const folder = folderOf({ 'branch/dist/shop.yaml': text(after), 'main/dist/shop.yaml': text(before) });
  const [, ...args] = (blocks('sh')[0] as string).trim().split(' ');
  const inFolder = args.map((arg) => arg.replace(/^dist\//, './branch/dist/').replace(/^\.\.\/main\//, './main/'));
  const { code, stdout, stderr } = await folder.fluxapp([...inFolder, ...more]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.replaceAll(`${folder.path}/branch/`, '').replaceAll(`${folder.path}/main/`, '../main/');
}

test('the example is what the command prints', async () => {
  const before = sideOf(() => ({}));
  const after = sideOf((cluster) =>
    cluster === 'us-2' ? { releaseName: 'shop' } : { values: { image: { tag: '1.9.0' } } },
  );
  expect(await plan(before, after)).toBe(blocks('text')[0]);
});

/** Objects that change in different ways. */
const template = (name: string) =>
  object({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmChart',
    metadata: { name, namespace: 'shop', annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
    spec: { chart: 'web', version: '1.0.0' },
  });
const BEFORE = [of('web', 'eu-1'), of('web', 'eu-2'), of('web', 'us-1'), template('old')];
const AFTER = [
  of('web', 'eu-1', { releaseName: 'shop', values: { password: 'a' } }),
  of('web', 'eu-2', { interval: '1m' }),
  of('web', 'us-2'),
];

/**
 * Effects that only an apply to a cluster can have, not a plan of two folders: a release in the first wave gets another
 * name.
 */
const now = of('front', 'eu-1');
const inWave = object(patched(now.value, { metadata: { labels: { 'gitops.kubesphere.io/rollout': '4c1f0e9a77b2' } } }));
const [old] = BEFORE as [PlanObject];
const MOVE = planOf({ evidence: 'server', before: [old], after: [inWave], moves: new Map([[addressOf(now), old]]) });

test('the signs are those of the text', async () => {
  const moved = formatText(MOVE, { after: 'dist/', before: 'the cluster' }, new Kept(false));
  const signs = [...`${await plan(BEFORE, AFTER)}${moved}`.matchAll(/^ {0,2}(\S+) (?:HelmRelease|HelmChart) /gm)];
  const documented = tableOf('sign', 'meaning').map(([cell]) => cell?.replaceAll('`', ''));
  expect(signs.map(([, sign]) => sign).sort()).toEqual(documented.sort());
});

test('the effects are all that there are', () => {
  const effects: Readonly<Record<Effect, true>> = {
    ...{ none: true, install: true, upgrade: true, reinstall: true, uninstall: true, prune: true, orphan: true },
  };
  const documented = tableOf('effect', 'of a HelmRelease', 'of a Kustomization').map(([cell]) => cell?.slice(1, -1));
  expect(documented).toEqual(Object.keys(effects));
});

test('the fields are those of -o json', async () => {
  const json = JSON.parse(await plan(BEFORE, AFTER, '-o', 'json'));
  const ownKeys = (...values: object[]) => [...new Set(values.flatMap((value) => Object.keys(value)))];
  const changes: { change: { paths: object[] } }[] = [
    ...json.resource_changes,
    ...JSON.parse(formatJson(MOVE)).resource_changes,
  ];
  const printed = {
    plan: ownKeys(json),
    change: ownKeys(...changes),
    inner: ownKeys(...changes.map(({ change }) => change)),
    path: ownKeys(...changes.flatMap(({ change }) => change.paths)),
    warning: ownKeys(...json.warnings),
  };
  const rows = tableOf('field', 'content').map((row) =>
    row.map((cell) => [...cell.matchAll(/`([^` ]+)`/g)].map(([, name]) => name as string)),
  );
  const named = rows.flat(2);
  const inFirst = rows.flatMap(([first = []]) => first);
  expect(printed.plan.filter((name) => !inFirst.includes(name) && !inFirst.includes(`${name}[]`))).toEqual([]);
  expect(printed.change.filter((name) => name !== 'change' && !named.includes(`.${name}`))).toEqual([]);
  const ofChange = (name: string) => [`.change.${name}`, `.change.${name}[]`, name];
  expect(printed.inner.filter((name) => !ofChange(name).some((each) => named.includes(each)))).toEqual([]);
  expect([...printed.path, ...printed.warning].filter((name) => !named.includes(name))).toEqual([]);
  const known = [
    ...printed.plan.flatMap((name) => [name, `${name}[]`]),
    ...printed.change.map((name) => `.${name}`),
    ...printed.inner.flatMap(ofChange),
  ];
  expect(inFirst.filter((name) => !known.includes(name))).toEqual([]);
});

test('the comment begins with the line that the page names', async () => {
  const [, line] = /Its first line is `(<!-- .* -->)`/.exec(page) ?? [];
  expect((await plan(BEFORE, AFTER, '-o', 'markdown', '--set', 'name')).split('\n')[0]).toBe(
    line?.replace('NAME', 'name'),
  );
});
