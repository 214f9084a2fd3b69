import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eject } from '../../src/adopt/eject';
import { lower } from '../../src/application';
import { parseYaml } from '../../src/yaml';
import { meaningOf, type Renaming } from '../adopt/meaning';
import type { Any } from '../adopt/run-program';
import { applications } from '../application/arbitrary-application';
import { runs } from '../random-runs';
import { fluxapp, folderOf } from './run';

const FLEET = `apiVersion: gitops.kubesphere.io/v1alpha1
kind: Application
metadata:
  name: web
  namespace: apps
  annotations:
    gitops.kubesphere.io/clusters: '{"eu-1":"frankfurt"}'
    gitops.kubesphere.io/rollout: '{"waves":[["web"],["eu-1-web"]]}'
spec:
  kind: fluxcd
  fluxApp:
    spec:
      source: { sourceRef: { kind: HelmRepository, name: charts } }
      config:
        helmRelease:
          chart: { chart: web, version: 1.0.0 }
          deploy:
            - { destination: { targetNamespace: web }, interval: 10m, values: { a: null } }
            - destination: { kubeConfig: { secretRef: { name: eu-1 } }, targetNamespace: web }
              interval: 10m
              storageNamespace: web
`;

const SOURCE = `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: charts, namespace: apps }
spec: { url: https://example.com, interval: 10m }
`;

test('writes a file for each cluster, and one for what they share', async () => {
  const { stdout } = await fluxapp(['lower', '--with-application'], { stdin: FLEET });
  const folder = folderOf({ 'dist/web.k8s.yaml': stdout + SOURCE });
  const outcome = await folder.fluxapp(['eject', '-f', './dist', '--out', './flux']);
  expect(outcome).toEqual({ code: 0, stdout: '', stderr: '2 clusters; 1 object of this project left out\n' });
  const files = (readdirSync(join(folder.path, 'flux'), { recursive: true }) as string[]).filter((name) =>
    /yaml$/.test(name),
  );
  const texts = Object.fromEntries(files.map((name) => [name, readFileSync(join(folder.path, 'flux', name), 'utf8')]));
  expect(texts).toMatchInlineSnapshot(`
    {
      "clusters/frankfurt.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: web--eu-1--web
      namespace: apps
    spec:
      chart:
        spec:
          chart: web
          version: 1.0.0
          sourceRef:
            kind: HelmRepository
            name: charts
          interval: 10m
      kubeConfig:
        secretRef:
          name: eu-1
      targetNamespace: web
      interval: 10m
      storageNamespace: web
    ",
      "clusters/host.yaml": "apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web--host--web-values
      namespace: apps
    data:
      values-1993ef786683.yaml: |
        a: null
    ---
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: web--host--web
      namespace: apps
    spec:
      chart:
        spec:
          chart: web
          version: 1.0.0
          sourceRef:
            kind: HelmRepository
            name: charts
          interval: 10m
      targetNamespace: web
      interval: 10m
      valuesFrom:
        - kind: ConfigMap
          name: web--host--web-values
          valuesKey: values-1993ef786683.yaml
      values: {}
    ",
      "shared.yaml": "apiVersion: source.toolkit.fluxcd.io/v1
    kind: HelmRepository
    metadata:
      name: charts
      namespace: apps
    spec:
      url: https://example.com
      interval: 10m
    ",
    }
  `);
});

test('writes a file for each of two clusters that would have the same name', async () => {
  const refs = [
    'secretRef: { name: host }',
    'secretRef: { name: eu-1, key: admin }',
    'secretRef: { name: us-1, key: admin }',
    'configMapRef: { name: eu-1 }',
  ];
  const targets = refs.map(
    (ref) => `            - { destination: { kubeConfig: { ${ref} }, targetNamespace: web }, interval: 10m }\n`,
  );
  const fleet =
    FLEET.replace(/ +gitops.kubesphere.io.rollout.*\n/, '').replace('"frankfurt"', '"eu-1"') + targets.join('');
  const { stdout } = await fluxapp(['lower'], { stdin: fleet });
  const folder = folderOf({ 'dist/web.k8s.yaml': stdout });
  await folder.fluxapp(['eject', '-f', './dist', '--out', './flux']);
  const files = readdirSync(join(folder.path, 'flux', 'clusters'));
  expect(files.sort()).toEqual([
    ...['eu-1-admin.yaml', 'eu-1-configmap.yaml', 'eu-1.yaml', 'host-value.yaml', 'host.yaml', 'us-1.yaml'],
  ]);
  const nameIn = (file: string) =>
    readFileSync(join(folder.path, 'flux', 'clusters', file), 'utf8').match(/secretRef:\n\s+name: (.*)/)?.[1];
  expect(['host.yaml', 'host-value.yaml', 'us-1.yaml'].map(nameIn)).toEqual([undefined, 'host', 'us-1']);
});

test('writes a file for each cluster if a derived name is that of another one', async () => {
  const refs = ['name: a, key: b', 'name: a', 'name: a-b', 'name: b', 'name: a, key: b-2'];
  const deploy = refs.map(
    (ref, index) =>
      `            - { destination: { kubeConfig: { secretRef: { ${ref} } }, targetNamespace: web${index} }, interval: 10m, storageNamespace: web }\n`,
  );
  const fleet = FLEET.replace(/ +annotations:\n.*\n.*\n/, '').replace(
    / +- \{ destination: \{ targetN.*/s,
    deploy.join(''),
  );
  const { stdout } = await fluxapp(['lower'], { stdin: fleet });
  const folder = folderOf({ 'dist/web.k8s.yaml': stdout });
  await folder.fluxapp(['eject', '-f', './dist', '--out', './flux']);
  const read = (file: string) => readFileSync(join(folder.path, 'flux', 'clusters', file), 'utf8');
  const found = readdirSync(join(folder.path, 'flux', 'clusters')).map((file) => [
    file,
    read(file).match(/targetNamespace: (.*)/g),
  ]);
  expect(Object.fromEntries(found)).toEqual({
    'a.yaml': ['targetNamespace: web1'],
    'a-b.yaml': ['targetNamespace: web2'],
    'a-b-2.yaml': ['targetNamespace: web0'],
    'a-b-2-2.yaml': ['targetNamespace: web4'],
    'b.yaml': ['targetNamespace: web3'],
  });
});

test('writes a base and overlays for kustomize', async () => {
  const two = FLEET.replace('storageNamespace: web', 'values: { replicas: 3 }').replace(
    'values: { a: null }',
    'values: { a: 1 }',
  );
  const { stdout } = await fluxapp(['lower'], { stdin: two });
  const folder = folderOf({ 'dist/web.k8s.yaml': stdout + SOURCE });
  await folder.fluxapp(['eject', '-f', './dist', '--out', './flux', '--layout', 'overlays']);
  const files = (readdirSync(join(folder.path, 'flux'), { recursive: true }) as string[]).filter((name) =>
    /yaml$/.test(name),
  );
  const texts = Object.fromEntries(
    files.sort().map((name) => [name, readFileSync(join(folder.path, 'flux', name), 'utf8')]),
  );
  expect(texts).toMatchInlineSnapshot(`
    {
      "base/apps/web/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources:
      - object.yaml
    ",
      "base/apps/web/object.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: web
      namespace: apps
    spec:
      chart:
        spec:
          chart: web
          version: 1.0.0
          sourceRef:
            kind: HelmRepository
            name: charts
          interval: 10m
      targetNamespace: web
      interval: 10m
    ",
      "clusters/eu-1/apps/web--eu-1--web.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: web--eu-1--web
      namespace: apps
    spec:
      kubeConfig:
        secretRef:
          name: eu-1
      values:
        replicas: 3
    ",
      "clusters/eu-1/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources:
      - ../../base/apps/web
    patches:
      - path: apps/web--eu-1--web.yaml
        target:
          group: helm.toolkit.fluxcd.io
          version: v2
          kind: HelmRelease
          namespace: apps
          name: web
        options:
          allowNameChange: true
    ",
      "clusters/host/apps/web--host--web.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: web--host--web
      namespace: apps
    spec:
      values:
        a: 1
    ",
      "clusters/host/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources:
      - ../../base/apps/web
    patches:
      - path: apps/web--host--web.yaml
        target:
          group: helm.toolkit.fluxcd.io
          version: v2
          kind: HelmRelease
          namespace: apps
          name: web
        options:
          allowNameChange: true
    ",
      "kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources:
      - shared
      - clusters/host
      - clusters/eu-1
    ",
      "shared/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources:
      - objects.yaml
    ",
      "shared/objects.yaml": "apiVersion: source.toolkit.fluxcd.io/v1
    kind: HelmRepository
    metadata:
      name: charts
      namespace: apps
    spec:
      url: https://example.com
      interval: 10m
    ",
    }
  `);
});

test.each([
  [['-f', '-', '--layout', 'overlays'], '--layout overlays: --out names the folder'],
  [
    ['-f', '-', '--layout', 'overlays', '--out', 'a', '-o', 'json'],
    '--layout overlays: kustomize reads YAML, not -o json',
  ],
])('%j is refused', async (args, message) => {
  expect(await fluxapp(['eject', ...args])).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` });
});

test.each([
  ['files', '../../../x', 'clusters/../../../x.yaml'],
  ['files', '../shared', 'clusters/../shared.yaml'],
  ['overlays', '../../../x', 'clusters/../../../x/apps/web--eu-1--web.yaml'],
])('--layout %s writes nothing for a cluster with the name %s', async (layout, name, path) => {
  const { stdout } = await fluxapp(['lower'], { stdin: FLEET });
  const moved = stdout.replace('name: eu-1\n', `name: ${name}\n`);
  expect(moved).not.toBe(stdout);
  const folder = folderOf({ 'a/b/dist/web.k8s.yaml': moved + SOURCE });
  const outcome = await folder.fluxapp(['eject', '-f', './a/b/dist', '--out', './a/b/flux', '--layout', layout]);
  expect(outcome).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: "${path}" is not a path of a file in ./a/b/flux; nothing was written\n`,
  });
  expect((readdirSync(folder.path, { recursive: true }) as string[]).sort()).toEqual([
    ...['a', 'a/b', 'a/b/dist', 'a/b/dist/web.k8s.yaml'],
  ]);
});

test.each(['files', 'overlays'])(
  '--layout %s shortens the names of files, which have at most 255 bytes',
  async (layout) => {
    const { stdout } = await fluxapp(['lower'], { stdin: FLEET });
    const name = 'e'.repeat(253);
    const folder = folderOf({ 'dist/web.k8s.yaml': stdout.replace('name: eu-1\n', `name: ${name}\n`) + SOURCE });
    const outcome = await folder.fluxapp(['eject', '-f', './dist', '--out', './flux', '--layout', layout]);
    expect(outcome).toMatchObject({ code: 0, stdout: '' });
    const clusters = readdirSync(join(folder.path, 'flux/clusters')).map((file) => file.replace('.yaml', ''));
    expect(clusters).toEqual(['host', expect.stringMatching(/^e{227}-[0-9a-f]{12}$/)].sort());
  },
);

test('writes nothing if a file exists and differs', async () => {
  const { stdout } = await fluxapp(['lower'], { stdin: FLEET });
  const folder = folderOf({ 'dist/web.k8s.yaml': stdout + SOURCE, 'flux/kustomization.yaml': 'resources: []\n' });
  const args = ['eject', '-f', './dist', '--out', './flux'];
  expect(await folder.fluxapp([...args, '--layout', 'overlays'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: ./flux/kustomization.yaml exists and differs; nothing was written: give another folder with --out\n',
  });
  expect(readdirSync(join(folder.path, 'flux'))).toEqual(['kustomization.yaml']);
  expect(readFileSync(join(folder.path, 'flux/kustomization.yaml'), 'utf8')).toBe('resources: []\n');
  // the other layout does not write this file; a second run writes the same text
  expect((await folder.fluxapp(args)).code).toBe(0);
  expect((await folder.fluxapp(args)).code).toBe(0);
});

test('prints everything without --out', async () => {
  const { stdout } = await fluxapp(['lower'], { stdin: FLEET });
  const plain = await fluxapp(['eject', '-f', '-', '-o', 'json'], { stdin: stdout });
  expect(plain.stderr).toBe('2 clusters; 0 objects of this project left out\n');
  expect(JSON.parse(plain.stdout).items.map(({ kind, metadata }: Any) => `${kind} ${metadata.name}`)).toEqual([
    'ConfigMap web--host--web-values',
    'HelmRelease web--host--web',
    'HelmRelease web--eu-1--web',
  ]);
});

test('fails where there is nothing to eject', async () => {
  expect(await fluxapp(['eject', '-f', '-'], { stdin: SOURCE })).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: <stdin> holds nothing that an Application was lowered to; "fluxapp lower" lowers Applications\n1 error: nothing was printed\n',
  });
  expect((await fluxapp(['eject'])).stderr).toBe('error: nothing to read: name manifests with -f\n');
});

test('omits the objects that run the watcher, the controller and the page', async () => {
  const { stdout } = await fluxapp(['lower'], { stdin: FLEET });
  const args = ['install', '--export', '--image', 'example.com/fluxapp:1', '--ui', '--lowering', '--replicas', '2'];
  const installed = await fluxapp(args);
  const programs = parseYaml(installed.stdout);
  const { stderr, ...ejected } = await fluxapp(['eject', '-f', '-'], { stdin: `${stdout}---\n${installed.stdout}` });
  expect(stderr).toBe(`2 clusters; ${programs.length} objects of this project left out\n`);
  expect(programs.length).toBeGreaterThan(15);
  expect(ejected).toEqual({ code: 0, stdout: (await fluxapp(['eject', '-f', '-'], { stdin: stdout })).stdout });
});

const keepsNames: Renaming = (_, __, name) => name;

test('nothing but marks is taken away', () => {
  let count = 0;
  fc.assert(
    fc.property(applications, (application) => {
      const objects = lower(application, { withApplication: true }).objects as Any[];
      const { clusters, shared, dropped } = eject(objects);
      const plain = [...clusters.values()].flat().concat(shared) as Any[];
      expect(plain.length + dropped.length).toBe(objects.length);
      for (const object of plain) {
        const before = objects.find(
          ({ kind, metadata }) => kind === object.kind && metadata.name === object.metadata.name,
        );
        const { metadata: _, ...rest } = object;
        const { metadata: __, ...was } = before;
        expect(rest).toEqual(was);
        if (object.kind !== 'HelmRelease' && object.kind !== 'Kustomization') continue;
        expect(meaningOf(object, keepsNames)).toEqual(meaningOf(before, keepsNames));
        expect(JSON.stringify(object.metadata)).not.toContain('gitops.kubesphere.io');
        count++;
      }
    }),
    { numRuns: runs(200) },
  );
  expect(count).toBeGreaterThan(100);
});

test('a wave no longer waits for the one before', async () => {
  const { stdout } = await fluxapp(['lower'], { stdin: FLEET });
  const objects = parseYaml(stdout).map(({ value }) => value) as Any[];
  expect(objects.filter(({ spec }) => spec?.dependsOn).length).toBe(1);
  const { clusters } = eject(objects);
  expect([...clusters.keys()]).toEqual(['host', 'eu-1']);
  expect([...clusters.values()].flat().filter(({ spec }) => (spec as Any)?.dependsOn)).toEqual([]);
});
