import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { describe, expect, test } from 'vitest';
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

describe('the example Fleet', () => {
  const objects = synthesized(Fleet);
  const named = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);

  test('is eight applications on 60 clusters', () => {
    const kinds = objects.map(({ kind }) => kind as string);
    const counts = Object.fromEntries(
      [...new Set(kinds)].map((kind) => [kind, kinds.filter((each) => each === kind).length]),
    );
    expect(counts).toEqual({
      ...{ Application: 8, HelmRelease: 243, Kustomization: 120, HelmChart: 1, ConfigMap: 3 },
      ...{ HelmRepository: 1, GitRepository: 1, OCIRepository: 1 },
    });
  });

  test('writes what differs by stage, region and cluster into the releases', () => {
    const portal = (cluster: string) => named('HelmRelease', `portal--${cluster}--portal`).spec;
    expect(portal('eu-stage-01').values).toEqual({ replicaCount: 1, ui: { message: 'Hello' } });
    expect(portal('ap-prod-10').values).toEqual({ replicaCount: 3, ui: { message: 'Hello', color: '#34577c' } });
    expect(portal('us-dev-04').chart.spec.version).toBe('6.10.0-rc.1');
    expect(named('Kustomization', 'settings--us-prod-01--fleet-settings').spec.path).toBe('./settings/prod');
    const certificates = (cluster: string) => named('HelmRelease', `certificates--${cluster}--certificates`).spec;
    expect(['us-prod-06', 'us-prod-07'].map((cluster) => certificates(cluster).chart.spec.version)).toEqual([
      '1.19.1',
      '1.18.3',
    ]);
  });

  test('says once in the Application what its targets share', () => {
    const { helmRelease } = named('Application', 'portal').spec.fluxApp.spec.config;
    expect(helmRelease.targets).toHaveLength(61);
    expect(JSON.stringify(named('Application', 'portal')).length).toBeLessThan(20_000);
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
