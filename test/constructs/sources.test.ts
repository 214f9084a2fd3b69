import { ApiObject, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { Bucket, ExternalArtifact, GitRepository, HelmRepository, HelmTemplate, OCIRepository } from '../../src';
import { testChart } from './chart';

test('sources are written as Flux has them', () => {
  const chart = testChart();
  new GitRepository(chart, 'git', { url: 'https://example.com/repo.git', ref: { branch: 'main' }, interval: '1m' });
  new HelmRepository(chart, 'helm', { url: 'https://example.com/charts', interval: undefined });
  new OCIRepository(chart, 'oci', { url: 'oci://example.com/app', metadata: { name: 'artifact', namespace: 'own' } });
  new Bucket(chart, 'bucket', { bucketName: 'manifests', endpoint: 'minio.example.com', provider: 'generic' });
  expect(Testing.synth(chart)).toEqual([
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'git', namespace: 'apps' },
      spec: { url: 'https://example.com/repo.git', ref: { branch: 'main' }, interval: '1m' },
    },
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmRepository',
      metadata: { name: 'helm', namespace: 'apps' },
      spec: { url: 'https://example.com/charts', interval: '10m' },
    },
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      metadata: { name: 'artifact', namespace: 'own' },
      spec: { url: 'oci://example.com/app', interval: '10m' },
    },
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'Bucket',
      metadata: { name: 'bucket', namespace: 'apps' },
      spec: { bucketName: 'manifests', endpoint: 'minio.example.com', provider: 'generic', interval: '10m' },
    },
  ]);
});

test('a source for the console has its prefix and its label', () => {
  const chart = testChart();
  const source = new GitRepository(chart, 'github-repo', { url: 'https://example.com/repo.git', console: true });
  expect(source.name).toBe('fluxcd-github-repo');
  expect(Testing.synth(chart)[0].metadata).toEqual({
    name: 'fluxcd-github-repo',
    namespace: 'apps',
    labels: { 'app.kubernetes.io/managed-by': 'gitops.kubesphere.io' },
  });
});

test('what exists already is referred to and not made', () => {
  const chart = testChart();
  const sources = [
    GitRepository.fromName(chart, 'git', 'a'),
    HelmRepository.fromName(chart, 'helm', 'b', { namespace: 'flux-system' }),
    OCIRepository.fromName(chart, 'oci', 'c'),
    Bucket.fromName(chart, 'bucket', 'd'),
    ExternalArtifact.fromName(chart, 'external', 'e'),
  ];
  expect(sources.map(({ kind, name, namespace }) => [kind, name, namespace])).toEqual([
    ['GitRepository', 'a', undefined],
    ['HelmRepository', 'b', 'flux-system'],
    ['OCIRepository', 'c', undefined],
    ['Bucket', 'd', undefined],
    ['ExternalArtifact', 'e', undefined],
  ]);
  expect(Testing.synth(chart)).toEqual([]);
});

test('a template is a HelmChart that outlives what uses it', () => {
  const chart = testChart();
  const source = new HelmRepository(chart, 'charts', { url: 'https://example.com/charts' });
  const template = new HelmTemplate(chart, 'podinfo', {
    metadata: { labels: { team: 'web' } },
    source,
    chart: 'podinfo',
    version: '6.x',
    interval: '1h',
    suspend: true,
  });
  expect(ApiObject.of(template)).toBe(template.object);
  expect(template.object.toJson()).toEqual({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmChart',
    metadata: {
      name: 'podinfo',
      namespace: 'apps',
      labels: { 'app.kubernetes.io/managed-by': 'gitops.kubesphere.io', team: 'web' },
      annotations: {
        'gitops.kubesphere.io/helm-template-name': 'podinfo',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
        'gitops.kubesphere.io/lowering-digest': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      },
    },
    spec: {
      chart: 'podinfo',
      version: '6.x',
      sourceRef: { kind: 'HelmRepository', name: 'charts' },
      interval: '1h',
      suspend: true,
    },
  });
});

test('fails when a source is not what Flux takes', () => {
  const chart = testChart();
  new GitRepository(chart, 'git', { url: 'git@example.com:repo.git', interval: '1', serviceAccountName: 'x' });
  new OCIRepository(chart, 'OCI', {
    url: 'oci://user:password@example.com/app',
    timeout: '1h',
    provider: 'github' as never,
  });
  new Bucket(chart, 'bucket', { bucketName: 'b', endpoint: 'e', sts: { provider: 'aws', endpoint: 'ftp://x' } });
  new HelmTemplate(chart, 'template', {
    metadata: { labels: { 'app.kubernetes.io/managed-by': 'me' } },
    source: Bucket.fromName(chart, 'named', 'named'),
    chart: './chart',
    verify: { provider: 'cosign' },
    version: 1 as never,
  });
  expect(() => Testing.synth(chart)).toThrow(
    new Error(
      [
        'Validation failed with the following errors:',
        "  [test/git] serviceAccountName can only be set when provider is 'azure' or 'aws'",
        '  [test/git] interval: "1" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m',
        '  [test/git] url: "git@example.com:repo.git" does not match ^(http|https|ssh)://.*$',
        "  [test/OCI] metadata.name: \"OCI\" is not a DNS subdomain: lower-case letters, digits, '-' and '.', with a letter or digit at the ends of every part",
        '  [test/OCI] provider: "github" is not one of generic, aws, azure, gcp',
        '  [test/OCI] timeout: "1h" is not a duration: numbers with a unit, ms, s or m, such as 60s',
        '  [test/OCI] url: "oci://***@example.com/app" has more than host and port before the repository',
        "  [test/bucket] 'ldap' is the only supported STS provider for the 'generic' Bucket provider",
        '  [test/bucket] sts.endpoint: "ftp://x" does not match ^(http|https)://.*$',
        "  [test/template] spec.verify is only supported when spec.sourceRef.kind is 'HelmRepository'",
        '  [test/template] version: must be a string, got a number (1)',
        '  [test/template] metadata.labels["app.kubernetes.io/managed-by"]: is reserved for lowering: it marks the HelmChart as a template',
      ].join('\n'),
    ),
  );
});

test('fails where source-controller could never fetch', () => {
  const chart = testChart();
  const source = new HelmRepository(chart, 'charts', { url: 'oci://registry.example.com/charts' });
  new HelmRepository(chart, 'oci', { url: 'https://example.com/charts', type: 'oci' });
  new OCIRepository(chart, 'tagged', { url: 'oci://registry.example.com/charts/web:1.2.3' });
  new OCIRepository(chart, 'digest', { url: 'oci://registry.example.com/web', ref: { digest: 'sha256:12' } });
  new OCIRepository(chart, 'range', { url: 'oci://registry.example.com/web', ref: { semver: 'latest' } });
  new GitRepository(chart, 'ssh', { url: 'ssh://git@example.com/a.git' });
  new GitRepository(chart, 'github', { url: 'https://github.com/a/b', provider: 'github' });
  new GitRepository(chart, 'port', { url: 'ssh://git@example.com:a/b.git', secretRef: { name: 'key' } });
  new HelmTemplate(chart, 'template', { source, chart: './web', version: 'latest' });
  expect(() => Testing.synth(chart)).toThrow(
    new Error(
      [
        'Validation failed with the following errors:',
        '  [test/charts] type: must be oci with the URL "oci://registry.example.com/charts", but is missing',
        '  [test/oci] url: "https://example.com/charts" must begin with oci:// if type is oci',
        '  [test/tagged] url: "oci://registry.example.com/charts/web:1.2.3" has a tag: move it to ref.tag',
        '  [test/digest] ref.digest: "sha256:12" is not sha256: with 64 lower-case hexadecimal digits',
        '  [test/range] ref.semver: "latest" is not a version range, such as 1.x or ">=1.2 <2"',
        '  [test/ssh] secretRef: required with an ssh URL, but missing: it holds identity and known_hosts',
        '  [test/github] secretRef: required with provider github, but missing: it holds the GitHub App',
        '  [test/port] url: "ssh://***@example.com:a/b.git" has a port that is not a number: separate host and path with / instead of :',
        `  [test/template] chart: "./web" is not the name of a chart: lower-case letters, digits and '-', in parts separated by '/' or '.'`,
        '  [test/template] version: "latest" is neither a version nor a version range, such as 1.2.3, 1.x or ">=1.2 <2"',
      ].join('\n'),
    ),
  );
});

test('sources that another field makes right are accepted', () => {
  const chart = testChart();
  new HelmRepository(chart, 'oci', { url: 'oci://registry.example.com/charts', type: 'oci' });
  new OCIRepository(chart, 'digest', {
    url: 'oci://registry.example.com:5000/web',
    ref: { digest: `sha256:${'a'.repeat(64)}`, semver: 'latest' },
  });
  new GitRepository(chart, 'tag', { url: 'https://example.com/a.git', ref: { tag: 'v1', semver: 'latest' } });
  new HelmTemplate(chart, 'template', {
    source: GitRepository.fromName(chart, 'git', 'git'),
    chart: './charts/Web',
    version: 'ignored',
  });
  expect(() => Testing.synth(chart)).not.toThrow();
});
