import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { formatDiagnostic } from '../../src/diagnostics/diagnostic';
import { parseYaml } from '../../src/yaml/parse';
import { application } from './applications';

// biome-ignore lint/suspicious/noExplicitAny: documents are plain data here
type Any = any;

/** The lowered objects of an upstream sample. Every sample is one document without problems. */
function lowerSample(name: string) {
  const text = readFileSync(join(__dirname, '..', 'fixtures', 'upstream', `${name}.yaml`), 'utf8');
  return lower(parseYaml(text)[0]?.value);
}

const namespace = 'my-devops-projecthmhx2';
const node1 = { secretRef: { name: 'node-1', key: 'value' } };
const options = {
  interval: '1m0s',
  upgrade: { remediation: { remediateLastFailure: true }, force: true },
  install: { createNamespace: true },
};

function metadata(application: string, name: string, key: string, digest: string) {
  return {
    name,
    namespace,
    labels: { 'app.kubernetes.io/managed-by': application },
    annotations: {
      'app.kubernetes.io/name': key,
      'gitops.kubesphere.io/lowering-digest': digest,
      'gitops.kubesphere.io/application': application,
    },
  };
}

test('a chart that is saved as a template, on the host and on a member', () => {
  const chartRef = { kind: 'HelmChart', name: 'chengleqi-test-helm' };
  expect(lowerSample('helm')).toEqual({
    diagnostics: [],
    objects: [
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmChart',
        metadata: {
          name: 'chengleqi-test-helm',
          namespace,
          labels: { 'app.kubernetes.io/managed-by': 'gitops.kubesphere.io' },
          annotations: {
            'gitops.kubesphere.io/helm-template-name': 'chengleqi-test-helm',
            'kustomize.toolkit.fluxcd.io/prune': 'disabled',
            'gitops.kubesphere.io/lowering-digest':
              'sha256:c543383f4f19609f1f6044a95e432819d9b582c3a70f3104702f0fc1efbed2d0',
          },
        },
        spec: {
          chart: './helm-chart',
          version: '0.1.0',
          sourceRef: {
            kind: 'GitRepository',
            name: 'fluxcd-github-repo',
          },
          interval: '5m0s',
          reconcileStrategy: 'Revision',
          valuesFiles: ['./helm-chart/values.yaml', './helm-chart/aliyun-values.yaml'],
        },
      },
      {
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: metadata(
          'chengleqi-test-helm',
          'chengleqi-test-helm--host--helm-app',
          'helm-app',
          'sha256:57340c4da0f40b011245cc3f2a904e4d6e7f8a226a9dbe0332391fe62f4629f7',
        ),
        spec: { chartRef, targetNamespace: 'helm-app', ...options },
      },
      {
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: metadata(
          'chengleqi-test-helm',
          'chengleqi-test-helm--node-1--helm-app',
          'node-1-helm-app',
          'sha256:70ecdebfb89e63e87ce0779580de3ef96f567b025646025347cf77906c096ab2',
        ),
        spec: { chartRef, kubeConfig: node1, targetNamespace: 'helm-app', storageNamespace: 'default', ...options },
      },
    ],
  });
});

test('an application that uses a template, with source and chart left empty', () => {
  const chartRef = { kind: 'HelmChart', name: 'chengleqi-test-helm' };
  const app = 'chengleqi-test-template';
  expect(lowerSample('template')).toEqual({
    diagnostics: [],
    objects: [
      {
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: metadata(
          app,
          'chengleqi-test-template--host--template-app',
          'template-app',
          'sha256:5877872a7255d0dba0cb7a2efd1e92bc93d72628c6f1646f37165cda6d676122',
        ),
        spec: { chartRef, targetNamespace: 'template-app', ...options },
      },
      {
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: metadata(
          app,
          'chengleqi-test-template--node-1--template-app',
          'node-1-template-app',
          'sha256:31c58537e78c44d76b11273b06318ca6d1228b54269c0c249c499ab02b8c1fea',
        ),
        spec: { chartRef, kubeConfig: node1, targetNamespace: 'template-app', storageNamespace: 'default', ...options },
      },
    ],
  });
});

test('a kustomization on the host and on a member', () => {
  const sourceRef = {
    kind: 'GitRepository',
    name: 'fluxcd-gitee-repo',
    namespace,
  };
  const rest = { interval: '8m0s', path: 'nginx', prune: true };
  const app = 'chengleqi-test-kus';
  expect(lowerSample('kustomization')).toEqual({
    diagnostics: [],
    objects: [
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: metadata(
          app,
          'chengleqi-test-kus--host--default',
          'default',
          'sha256:296fecee102d97315b3f05203afa489b0de71bd432a3e1d59a67692b25c45acf',
        ),
        spec: { sourceRef, targetNamespace: 'default', ...rest },
      },
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: metadata(
          app,
          'chengleqi-test-kus--node-1--default',
          'node-1-default',
          'sha256:38b751958b3da008f6d43e0db89810e3bb5a38fbb8c1d1f3af633b8b5a9a50a2',
        ),
        spec: { sourceRef, kubeConfig: node1, targetNamespace: 'default', ...rest },
      },
    ],
  });
});

/** An application on two members, as in the tests of the original controllers. */
function fakeApp(change: { chart?: object; tencent?: object } = {}): Any {
  const on = (cluster: string, targetNamespace: string) => ({
    destination: { kubeConfig: { secretRef: { name: cluster, key: 'kubeconfig' } }, targetNamespace },
    interval: '1m0s',
    storageNamespace: 'default',
  });
  return application(
    {
      source: { sourceRef: { kind: 'GitRepository', name: 'fake-repo', namespace: 'fake-ns' } },
      config: {
        helmRelease: {
          chart: change.chart ?? { chart: './helm-chart', version: '0.1.0', interval: '5m0s' },
          deploy: [
            on('aliyun-kubeconfig', 'fake-target'),
            { ...on('tencentcloud-kubeconfig', 'another-fake-target'), ...change.tencent },
          ],
        },
      },
    },
    { name: 'fake-app', namespace: 'fake-ns' },
  );
}

test('a chart that is not saved is written into every release', () => {
  const release = (name: string, key: string, cluster: string, targetNamespace: string, digest: string) => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: {
      name,
      namespace: 'fake-ns',
      labels: { 'app.kubernetes.io/managed-by': 'fake-app' },
      annotations: {
        'app.kubernetes.io/name': key,
        'gitops.kubesphere.io/lowering-digest': digest,
        'gitops.kubesphere.io/application': 'fake-app',
      },
    },
    spec: {
      chart: {
        spec: {
          chart: './helm-chart',
          version: '0.1.0',
          sourceRef: { kind: 'GitRepository', name: 'fake-repo', namespace: 'fake-ns' },
          interval: '5m0s',
        },
      },
      kubeConfig: { secretRef: { name: cluster, key: 'kubeconfig' } },
      targetNamespace,
      interval: '1m0s',
      storageNamespace: 'default',
    },
  });
  expect(lower(fakeApp())).toEqual({
    diagnostics: [],
    objects: [
      release(
        'fake-app-aliyun-kubeconfig-fake-target-50751b511cf9',
        'aliyun-kubeconfig-fake-target',
        'aliyun-kubeconfig',
        'fake-target',
        'sha256:76990f4a68f22b9c5c843eba2bf24847548979439496a4d0298ca8a49bdfd020',
      ),
      release(
        'fake-app-tencentcloud-kubeconfig-another-fake-targ-1ef49b8d48d6',
        'tencentcloud-kubeconfig-another-fake-target',
        'tencentcloud-kubeconfig',
        'another-fake-target',
        'sha256:f5e38202e6fd5330eff306634bf9fe2d4ab1b3f79d6cd7a732b58130a7045ff6',
      ),
    ],
  });
});

test('a chart without an interval is looked for every ten minutes', () => {
  const { objects } = lower(fakeApp({ chart: { chart: './helm-chart', version: '0.1.0' } }));
  expect(objects.map((object: Any) => object.spec.chart.spec.interval)).toEqual(['10m', '10m']);
});

test('valuesFrom of one entry changes the object of that entry alone', () => {
  const valuesFrom = [{ kind: 'ConfigMap', name: 'fake-values' }];
  const [first, second] = lower(fakeApp()).objects as Any[];
  const [firstAfter, secondAfter] = lower(fakeApp({ tencent: { valuesFrom } })).objects as Any[];
  expect(firstAfter).toEqual(first);
  expect(secondAfter.spec).toEqual({ ...second.spec, valuesFrom });
  expect(secondAfter.metadata.name).toBe(second.metadata.name);
  expect(secondAfter.metadata.annotations).not.toEqual(second.metadata.annotations);
});

test('an application without a configuration is an error', () => {
  const { objects, diagnostics } = lower(application({ config: {} }));
  expect(objects).toEqual([]);
  expect(diagnostics.map(formatDiagnostic)).toEqual([
    'spec.fluxApp.spec.config: neither helmRelease nor kustomization is set: exactly one is needed',
  ]);
});

test('an application of another engine is an error; callers skip it', () => {
  const { objects, diagnostics } = lower({ ...fakeApp(), spec: { kind: 'argocd', argoApp: { spec: {} } } });
  expect(objects).toEqual([]);
  expect(diagnostics.map(formatDiagnostic)).toEqual(['spec.kind: must be fluxcd, got "argocd"']);
});
