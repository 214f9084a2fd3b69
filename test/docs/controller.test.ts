import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VERDICT_REASONS } from '../../src/controllers/application-lowering/lowered-condition';
import { LoweringMetrics } from '../../src/controllers/application-lowering/metrics';
import { RuntimeMetrics } from '../../src/runtime';
import { fluxapp } from '../cli/run';
import { only, watcherObjects } from '../constructs/watcher/objects';

const page = readFileSync(join(__dirname, '../../docs/controller.md'), 'utf8');

const section = (title: string) => page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
const codes = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code as string);

test('the page names every reason of the condition', () => {
  const rows = [...section('The condition, Events, metrics').matchAll(/^\| `([A-Z]\w+)` \| (True|False) \|/gm)];
  expect(rows.map(([, reason]) => reason).sort()).toEqual([...VERDICT_REASONS].sort());
});

test('the page names every metric of its own, with its labels', () => {
  const names = (metrics: RuntimeMetrics) => metrics.registry.getMetricsAsArray().map(({ name }) => name);
  const [shared, all] = [new RuntimeMetrics(), new RuntimeMetrics()];
  new LoweringMetrics(all.registry, () => 0);
  const own = all.registry.getMetricsAsArray().filter(({ name }) => !names(shared).includes(name));
  const made = own.map((metric) => {
    const { labelNames } = metric as unknown as { labelNames: readonly string[] };
    return labelNames.length > 0 ? `${metric.name}{${labelNames.join()}}` : metric.name;
  });
  const onPage = [...page.matchAll(/^\| `(fluxapp_[^`]+)` \|/gm)].map(([, name]) => name);
  expect(onPage.sort()).toEqual(made.sort());
});

test('the page names every right that the watcher does not have', () => {
  const rulesOf = (props: object) =>
    only(watcherObjects(props), 'ClusterRole').rules as { resources: string[]; verbs: string[] }[];
  const flat = (rules: ReturnType<typeof rulesOf>) =>
    rules.flatMap(({ resources, verbs }) => resources.map((resource) => `${resource}: ${verbs.join(', ')}`));
  const before = flat(rulesOf({}));
  const added = flat(rulesOf({ lowering: {} })).filter((each) => !before.includes(each));
  const rows = [...section('Deploying').matchAll(/^\| (`.*) \| ([a-z, ]+)(?:;.*)? \|$/gm)];
  const onPage = rows.flatMap(([, what = '', verbs = '']) =>
    codes(what)
      .filter((code) => !code.includes('.'))
      .map((resource) => `${resource}: ${verbs.trim()}`),
  );
  expect(onPage.sort()).toEqual(added.sort());
});

test('the commands of the page are commands: with no cluster they fail for want of one', async () => {
  const scripts = [section('Running it'), section('Handing over')].map(
    (text) => /```sh\n([\s\S]*?)```/.exec(text)?.[1],
  );
  const commands = scripts.flatMap((script = '') => script.trimEnd().split('\n'));
  expect(commands).toHaveLength(5);
  for (const command of commands) {
    const args = command.replace(/^fluxapp /, '').split(' ');
    const { code, stderr } = await fluxapp([...args, '--kubeconfig', '/nowhere/kubeconfig']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('/nowhere/kubeconfig') });
  }
});

test('what the page exports is what the construct makes', async () => {
  const [, command = ''] = /```sh\n(fluxapp install .*)\n```/.exec(section('Deploying')) ?? [];
  const { code, stdout } = await fluxapp([...command.replace(/^fluxapp /, '').split(' '), '-o', 'json']);
  expect(code).toBe(0);
  const objects = JSON.parse(stdout).items as {
    kind: string;
    spec: { template: { spec: { containers: [{ args: string[] }] } } };
  }[];
  const [deployment] = objects.filter(({ kind }) => kind === 'Deployment');
  expect(deployment?.spec.template.spec.containers[0].args.slice(0, 3)).toEqual([
    'controller',
    '--status',
    '--default-service-account=flux',
  ]);
  expect(objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')).toHaveLength(2);
});
