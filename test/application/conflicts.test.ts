import { describe, expect, test } from 'vitest';
import { withoutAbsent } from '../../src/application/absent-fields';
import { checkAcross, type Footprint, footprintOf, templateFootprint } from '../../src/application/conflicts';
import { validateApplication } from '../../src/application/validate/application';
import { formatDiagnostic } from '../../src/diagnostics/diagnostic';
import { helmApplication, kustomizationApplication, onHost, onMember, SAVES } from './applications';

/** The footprint of an Application without errors. */
function footprint(application: unknown): Footprint {
  expect(validateApplication(withoutAbsent(application)).filter(({ severity }) => severity === 'error')).toEqual([]);
  return footprintOf(withoutAbsent(application) as never);
}

/** The conflicts between Applications and templates, one line each, for each of them. */
function clashes(...footprints: Footprint[]): string[][] {
  return checkAcross(footprints).map((diagnostics) => diagnostics.map(formatDiagnostic));
}

const named = (name: string, namespace: string | undefined = 'apps') => ({ metadata: { name, namespace } });
const helm = (name: string, deploy: object[], rest: object = {}) =>
  footprint(helmApplication(deploy, { ...named(name), ...rest }));
const manifests = (name: string, ...entries: object[]) => {
  const list = (entries.length > 0 ? entries : [{}]).map((entry) => ({
    destination: {},
    interval: '10m',
    prune: true,
    ...entry,
  }));
  return footprint({ ...kustomizationApplication(list), ...named(name) });
};
const CLUSTERS = 'gitops.kubesphere.io/clusters';
const config = 'spec.fluxApp.spec.config';
const entry = `${config}.helmRelease.deploy[0]`;

describe('objects of one name', () => {
  test('are none of two applications', () => {
    expect(clashes(helm('a', [onHost('web')]), helm('b', [onHost('web')]), manifests('c'))).toEqual([[], [], []]);
  });

  test('are all of the same application, which is told once', () => {
    expect(clashes(helm('a', [onHost('web')]), manifests('b'), helm('a', [onHost('web')]))).toEqual([
      [],
      [],
      ['metadata.name: is the name of another Application as well: Application apps/a'],
    ]);
  });

  test('are none of one name in two namespaces', () => {
    const elsewhere = { metadata: { name: 'a', namespace: 'other' } };
    expect(clashes(helm('a', [onMember('eu', 'web')]), helm('a', [onMember('eu', 'web')], elsewhere))).toEqual([
      [],
      [],
    ]);
  });

  test('are a template and one that is saved', () => {
    const saved = helm('podinfo', [onHost('web')], { metadata: { name: 'podinfo', ...SAVES } });
    expect(clashes(templateFootprint({ name: 'podinfo', namespace: 'apps' }, ['metadata', 'name']), saved)).toEqual([
      [],
      [`${config}.helmRelease.chart: is the name of another HelmChart as well`],
    ]);
    expect(clashes(saved, templateFootprint({ name: 'podinfo', namespace: 'apps' }, ['metadata', 'name']))).toEqual([
      [],
      ['metadata.name: makes HelmChart apps/podinfo, which Application apps/podinfo makes as well'],
    ]);
    expect(clashes(saved, templateFootprint({ name: 'podinfo', namespace: 'other' }))).toEqual([[], []]);
    expect(
      clashes(helm('podinfo', [onHost('web')]), templateFootprint({ name: 'podinfo', namespace: 'apps' })),
    ).toEqual([[], []]);
  });
});

describe('Helm releases', () => {
  const release = { releaseName: 'podinfo', storageNamespace: 'web' };

  test('of one name, storage and cluster are an error of the later application', () => {
    expect(clashes(helm('a', [onHost('web', release)]), helm('b', [onHost('api', release)]))).toEqual([
      [],
      [
        `${entry}.releaseName: makes the same Helm release as Application apps/a: "podinfo", stored in namespace "web" of the host`,
      ],
    ]);
  });

  test('of one name and storage on two clusters are two', () => {
    expect(clashes(helm('a', [onHost('web', release)]), helm('b', [onMember('eu-1', 'web', release)]))).toEqual([
      [],
      [],
    ]);
  });

  test('of the host are the same from every namespace', () => {
    const other = { metadata: { name: 'a', namespace: 'other' } };
    expect(clashes(helm('a', [onHost('web', release)]), helm('a', [onHost('web', release)], other))[1]).toHaveLength(1);
  });
});

describe('dependencies in a circle', () => {
  const on = (...names: string[]) => ({ dependsOn: names.map((name) => ({ name })) });
  const waits = 'Flux would wait forever';

  test('of a target on itself', () => {
    expect(clashes(helm('a', [onHost('web', on('a--host--web'))]))).toEqual([
      [
        `${entry}.dependsOn: depends on itself, HelmRelease apps/a--host--web -> HelmRelease apps/a--host--web: ${waits}`,
      ],
    ]);
  });

  test('of two targets of one application', () => {
    const deploy = [onHost('web', on('a--host--api')), onHost('api', on('a--host--web'))];
    expect(clashes(helm('a', deploy))).toEqual([
      [
        `${entry}.dependsOn: depends on itself, HelmRelease apps/a--host--web -> HelmRelease apps/a--host--api -> ` +
          `HelmRelease apps/a--host--web: ${waits}`,
      ],
    ]);
  });

  test('of three applications are told once', () => {
    expect(
      clashes(manifests('a', on('b--host')), manifests('b', on('x', 'c--host')), manifests('c', on('a--host'))),
    ).toEqual([
      [
        `${config}.kustomization[0].dependsOn: depends on itself, Kustomization apps/a--host -> Kustomization ` +
          `apps/b--host -> Kustomization apps/c--host -> Kustomization apps/a--host: ${waits}`,
      ],
      [],
      [],
    ]);
  });

  test('across namespaces', () => {
    const a = helm('a', [onHost('web', { dependsOn: [{ name: 'b--host--web', namespace: 'other' }] })]);
    const b = helm('b', [onHost('web', { dependsOn: [{ name: 'a--host--web', namespace: 'apps' }] })], {
      metadata: { name: 'b', namespace: 'other' },
    });
    expect(clashes(a, b).map((lines) => lines.length)).toEqual([1, 0]);
  });

  test('are not where the names are of objects of other kinds or namespaces', () => {
    const elsewhere = { dependsOn: [{ name: 'a--host', namespace: 'other' }] };
    expect(clashes(manifests('a', elsewhere), helm('b', [onHost('web', on('a--host'))]))).toEqual([[], []]);
  });
});

test('a cluster has one name in the applications of a namespace, as their annotations say it', () => {
  const calling = (name: string, clusters: string | undefined, ...deploy: object[]) =>
    helm(name, deploy, { metadata: { ...named(name).metadata, annotations: clusters && { [CLUSTERS]: clusters } } });
  const member = (secret: string) => onMember(secret, 'web');
  expect(
    clashes(
      calling('a', '{"eu-1-kubeconfig":"eu-1"}', member('eu-1-kubeconfig'), member('eu-2')),
      calling('b', '{"eu-1-kubeconfig":"eu-1"}', member('eu-1-kubeconfig')),
      // an Application without the annotation does not determine the names of its clusters
      calling('c', undefined, member('eu-2'), member('eu-1-kubeconfig')),
      calling('d', '{"eu-3":"eu-1"}', member('eu-3'), onHost('web')),
      calling('e', '{"eu-1-kubeconfig":"a","eu-3":"b"}', onHost('web'), member('eu-1-kubeconfig'), member('eu-3')),
    ),
  ).toEqual([
    [],
    [],
    [],
    [
      `${entry}.destination: cluster "eu-1" is Secret "eu-3" here and Secret "eu-1-kubeconfig" in Application apps/a: a name can only be used for one cluster`,
    ],
    [
      `${config}.helmRelease.deploy[1].destination: Secret "eu-1-kubeconfig" is cluster "a" here and cluster "eu-1" in Application apps/a: a cluster can only have one name; and 1 more of its clusters`,
    ],
  ]);
});
