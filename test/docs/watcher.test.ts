import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LAST_REVISION, READY_NUMBER, TYPE } from '../../src/model/gitops';
import { only, watcherObjects } from '../constructs/watcher/objects';

const page = readFileSync(join(__dirname, '../../docs/watcher.md'), 'utf8');

/** The rows of the first table of a section, cell by cell. */
function table(title: string): string[][] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
  const [, rows = ''] = /^\|.*\n\|[-|]+\n((?:\|.*\n)*)/m.exec(section) ?? [];
  return rows
    .trimEnd()
    .split('\n')
    .map((row) => row.slice(2, -2).split(' | '));
}

test('the page names every object, and what it is called', () => {
  const all = { name: 'own-name', namespace: 'own-namespace', replicas: 2, serviceMonitor: true } as const;
  const made = [watcherObjects(all), watcherObjects({ ...all, watchNamespace: 'apps' })].flat();
  const named = (kind: string) => {
    const names = made.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name as string);
    return [...new Set(names)].sort();
  };
  const rows = table('Deploying').flatMap(([kinds = '', name = '']) =>
    kinds
      .replace(
        'ValidatingAdmissionPolicy and its binding',
        'ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding',
      )
      .split(', ')
      .filter((kind) => /^[A-Z]/.test(kind))
      .map(
        (kind) =>
          [kind, name.replaceAll('`', '').replace('NAMESPACE', 'own-namespace').replace('NAME', 'own-name')] as const,
      ),
  );
  const kinds = [...new Set(made.map(({ kind }) => kind as string))].sort();
  expect([...new Set(rows.map(([kind]) => kind))].sort()).toEqual(kinds);
  for (const kind of kinds) {
    const onPage = rows.filter((row) => row[0] === kind).map(([, name]) => name);
    expect([kind, ...new Set(onPage)].sort()).toEqual([kind, ...named(kind)].sort());
  }
});

test('the page names every right', () => {
  const { rules } = only(watcherObjects(), 'ClusterRole') as { rules: { resources: string[]; verbs: string[] }[] };
  const granted = rules.flatMap(({ resources, verbs }) =>
    resources.map((resource) => `${resource}: ${verbs.join(', ')}`),
  );
  const onPage = table('Permissions').flatMap(([what = '', verbs]) =>
    [...what.matchAll(/`([^`]+)`/g)].map(([, resource]) => `${resource}: ${verbs}`),
  );
  expect(onPage.sort()).toEqual(granted.sort());
});

test('the page names the labels and the annotation that the policy lets through', () => {
  const text = page.split(/^## /m).find((part) => part.startsWith('Permissions\n'));
  for (const key of [READY_NUMBER, TYPE, LAST_REVISION]) expect(text).toContain(`\`${key}\``);
});
