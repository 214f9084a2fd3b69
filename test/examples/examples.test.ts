import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { Fleet, FleetNamespace } from '../../examples/fleet';
import { GuestBook } from '../../examples/kustomization';
import { Podinfo } from '../../examples/podinfo';
import { SharedTemplate } from '../../examples/shared-template';
import { Upstream } from '../../examples/upstream';
import { Watcher } from '../../examples/watcher';
import { Waves } from '../../examples/waves';
import { lower } from '../../src/application/lower/lower';
import { parseYaml } from '../../src/yaml/parse';
import { printYamlDocuments } from '../../src/yaml/print';

const root = join(__dirname, '../..');

function synthesized(Example: typeof Podinfo | typeof FleetNamespace) {
  return Testing.synth(new Example(new App({ outdir: 'dist/test' }), 'example'));
}

test.each(Object.entries({ Podinfo, SharedTemplate, GuestBook, Waves, FleetNamespace, Watcher }))(
  'the example %s',
  (_, Example) => {
    expect(synthesized(Example)).toMatchSnapshot();
  },
);

test('the example Fleet is twenty applications over ten clusters', () => {
  const kinds = synthesized(Fleet).map(({ kind }) => kind as string);
  const counts = Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((k) => k === kind).length]));
  expect(counts).toEqual({
    ConfigMap: 2,
    HelmRepository: 1,
    HelmChart: 1,
    Application: 20,
    HelmRelease: 200,
  });
});

test('the upstream samples in TypeScript are equal to what their YAML lowers to', () => {
  const lowered = ['helm', 'template', 'kustomization'].flatMap((name) => {
    const file = join(root, 'test/fixtures/upstream', `${name}.yaml`);
    return parseYaml(readFileSync(file, 'utf8')).flatMap(({ value }) => lower(value).objects);
  });
  expect(lowered).toHaveLength(7);
  expect(synthesized(Upstream).filter(({ kind }) => kind !== 'Application')).toEqual(lowered);
});

test('cdk8s synth writes the examples', () => {
  const output = mkdtempSync(join(tmpdir(), 'examples-'));
  try {
    execFileSync('npx', ['cdk8s', 'synth', '--output', output], {
      cwd: root,
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
      stdio: 'pipe',
    });
    expect(readdirSync(output).sort()).toEqual([
      'fleet-namespace.k8s.yaml',
      'fleet.k8s.yaml',
      'guestbook.k8s.yaml',
      'podinfo.k8s.yaml',
      'shared-template.k8s.yaml',
      'upstream.k8s.yaml',
      'watcher.k8s.yaml',
      'waves.k8s.yaml',
    ]);
    const written = readFileSync(join(output, 'upstream.k8s.yaml'), 'utf8');
    expect(written).toBe(printYamlDocuments(synthesized(Upstream)));
  } finally {
    rmSync(output, { recursive: true });
  }
}, 60_000);
