import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dumped, listOf } from '../cli/dump';
import { fluxapp } from '../cli/run';

const page = readFileSync(join(__dirname, '../../docs/status-output.md'), 'utf8');

/** The fields in a section, and whether they are always present. */
function fields(title: string): Map<string, boolean> {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
  return new Map([...section.matchAll(/^\| `(\w+)` \| (yes)? ?\|/gm)].map(([, name = '', always]) => [name, !!always]));
}

const left = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: {
    name: 'web--old-1--web',
    namespace: 'apps',
    labels: { 'app.kubernetes.io/managed-by': 'web' },
    annotations: { 'gitops.kubesphere.io/lowering-digest': 'sha256:0' },
  },
  spec: { kubeConfig: { secretRef: { name: 'old-1' } }, targetNamespace: 'web' },
};

test('the page lists every field, and those that are always there', async () => {
  const objects = [...dumped('apps', 'web', [{}, { status: 'False', reason: 'UpgradeFailed' }]), left];
  const statusOf = async (dump: readonly object[]) => {
    const args = ['status', 'web', '-n', 'apps', '-o', 'json', '-f', '-'];
    return JSON.parse((await fluxapp(args, { stdin: listOf(dump) })).stdout);
  };
  const status = await statusOf(objects);
  const shown: [string, object[]][] = [
    ['Status', [status]],
    ['Causes', status.causes],
    ['Targets and orphans', [...status.targets, ...status.orphans]],
    ['Sources', status.sources],
  ];
  for (const [title, objects] of shown) {
    const listed = fields(title);
    expect(objects.length, title).toBeGreaterThan(0);
    for (const object of objects) {
      expect([...listed.keys()], title).toEqual(expect.arrayContaining(Object.keys(object)));
      for (const [name, always] of listed) if (always) expect(object, title).toHaveProperty(name);
    }
  }
  const orphan = status.orphans[0];
  const [declared, undeclared] = [status, await statusOf(objects.slice(1))].map((each) => Object.keys(each));
  const listed = [...fields('Status').keys()];
  // the Application in the dump has no labels and no errors
  const without = (...others: string[]) => listed.filter((field) => !['labels', 'problem', ...others].includes(field));
  expect(declared).toEqual(without('undeclared'));
  expect(undeclared).toEqual(without('created'));
  expect(orphan.since).toBeUndefined();
});

test('the page names every flag', () => {
  const types = readFileSync(join(__dirname, '../../src/status/readiness.ts'), 'utf8');
  const flags = [...(/interface Flags \{.*?\n\}/s.exec(types)?.[0] ?? '').matchAll(/readonly (\w+)\?: true;/g)]
    .map(([, name]) => `\`${name}\``)
    .sort();
  expect(page).toContain(flags.join(', '));
});
