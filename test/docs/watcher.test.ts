import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LAST_REVISION, READY_NUMBER, TYPE } from '../../src/application/marks';
import { StatusMetrics } from '../../src/controllers/application-status/metrics';
import { RuntimeMetrics } from '../../src/runtime';
import { fluxapp } from '../cli/run';
import { only, watcherObjects } from '../constructs/watcher/objects';

const page = readFileSync(join(__dirname, '../../docs/watcher.md'), 'utf8');

/** The rows of the first table in a section, cell by cell. */
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

test('the page names every metric with its labels', () => {
  const { registry } = new RuntimeMetrics();
  new StatusMetrics(registry, {
    kinds: () => [],
    contended: () => 0,
    unwritable: () => ({ too_large: 0, refused: 0, pruned: 0 }),
  });
  const served = registry.getMetricsAsArray().filter(({ name }) => !/^(process|nodejs)_/.test(String(name)));
  const section = page.split(/^## /m).find((part) => part.startsWith('Logs, metrics, health\n')) ?? '';
  const onPage = [...section.matchAll(/^\| `([a-z_]+)(?:\{([a-z,]+)\})?` \|/gm)].map(([, name, labels]) => ({
    name,
    labels: labels?.split(',') ?? [],
  }));
  const made = served.map((metric) => ({
    name: metric.name,
    labels: (metric as unknown as { labelNames: readonly string[] }).labelNames,
  }));
  const byName = (a: { name?: string }, b: { name?: string }) => String(a.name).localeCompare(String(b.name));
  expect(onPage.sort(byName)).toEqual(made.sort(byName));
});

test('the commands of the page are commands: with no cluster they fail for want of one', async () => {
  const [, script = ''] = /## Running it[\s\S]*?```sh\n([\s\S]*?)```/.exec(page) ?? [];
  const commands = script.trimEnd().split('\n');
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    const args = command.replace(/^fluxapp /, '').split(' ');
    const { code, stderr } = await fluxapp([...args, '--kubeconfig', '/nowhere/kubeconfig']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('/nowhere/kubeconfig') });
  }
});

test('the program of the page runs: with no cluster it fails for want of one', () => {
  const [, program = ''] = /```ts\n(import \{ watchApplications \}[\s\S]*?)```/.exec(page) ?? [];
  const source = program.replace("'cdk8s-fluxapp/watch'", JSON.stringify(join(__dirname, '../../src/watch.ts')));
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
    cwd: join(__dirname, '../..'),
    encoding: 'utf8',
    env: { PATH: process.env.PATH, KUBECONFIG: '/nowhere/kubeconfig' },
  });
  expect(status).toBe(1);
  expect(stderr).toContain('KubeconfigError');
  expect(stderr).toContain('/nowhere/kubeconfig');
});
