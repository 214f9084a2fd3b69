import { isDeepStrictEqual } from 'node:util';
import { ApiObject, type Chart } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type Client, memberSecret, until } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { installCrds } from '../../harness/crds';
import { describeWithClusters } from '../../harness/suite';
import { Cluster, FluxApplication, HelmRepository } from '../../src';
import { fluxapp } from '../cli/run';
import { applicationCrds } from './application-crds';
import { type Applier, ways } from './appliers';
import { synthesize } from './synthesize';

// biome-ignore lint/suspicious/noExplicitAny: output of the command
type Any = any;

const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  values: {{ .Values | toJson | quote }}
`;
const values = `first: default
second: default
map: { gone: default, kept: default }
list: [default]
layers: { chart: chart, file: chart, reference: chart, inline: chart }
beside: { gone: default, path: chart }
paths: { alone: chart, inline: chart }
top: chart
`;
/** The second values file of the chart. */
const production = 'layers: { file: file, reference: file, inline: file }\npaths: { alone: file }\n';
const files = { 'templates/configmap.yaml': template, 'values.yaml': values, 'production.yaml': production };

/**
 * The values in every cluster, except nulls. If a targetPath and values set the same path, fluxcd/pkg/chartutil
 * determines the result.
 */
const everywhere = {
  first: 'default',
  second: 'default',
  map: { gone: 'default', kept: 'default' },
  list: ['default'],
  layers: { chart: 'chart', file: 'file', reference: 'reference', inline: 'inline' },
  // the first path within a map of the values is kept, unless an earlier reference contains that map too
  beside: { gone: 'default', path: 'path' },
  paths: { alone: 'path', inline: 'inline' },
  top: 'inline',
};

/** The code of a chart author: one application on three clusters, with nulls on one of them. */
function build(chart: Chart, repository: string, nulls: object): void {
  const configMap = (name: string, data: object) =>
    new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
  const reference = 'layers: { reference: reference, inline: reference }\npaths: { inline: reference }\n';
  const below = configMap('below', { 'values.yaml': reference });
  const path = configMap('path', { path: 'path' });
  const targetPaths = ['beside.path', 'paths.alone', 'paths.inline', 'top'];
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: new HelmRepository(chart, 'charts', { url: repository }),
      chart: { chart: 'layers', version: '1.0.0', valuesFiles: ['values.yaml', 'production.yaml'] },
      defaults: {
        install: { createNamespace: true },
        valuesFrom: [
          { from: below },
          ...targetPaths.map((targetPath) => ({ from: path, valuesKey: 'path', targetPath })),
        ],
        values: {
          layers: { inline: 'inline' },
          beside: { path: 'inline' },
          paths: { inline: 'inline' },
          top: 'inline',
        },
      },
      deploy: [
        { destination: Cluster.host().namespace(chart.namespace as string) },
        { destination: Cluster.member('eu-1').namespace(chart.namespace as string), values: { ...nulls } },
        { destination: Cluster.member('us-1').namespace(chart.namespace as string) },
      ],
    },
  });
}

/** The data of the ConfigMaps in YAML. */
function configMapsIn(yaml: string): object[] {
  const objects = parseAllDocuments(yaml).map((document) => document.toJS());
  return objects.filter(({ kind }) => kind === 'ConfigMap').map(({ data }) => data);
}

const tried = applicationCrds.flatMap((crd) =>
  ways.map((way, index) => ({ ...crd, ...way, namespace: `${crd.isOwn ? 'own' : 'kubesphere'}-${index}` })),
);
const ANNOTATION = 'gitops.kubesphere.io/nulls';

const options = { clusters: ['host', 'eu-1', 'us-1'], flux: true } as const;

describeWithClusters('nulls in the values of one target', options, (running) => {
  let repository: ChartRepository;
  beforeAll(async () => {
    repository = await serveCharts([{ name: 'layers', version: '1.0.0', files }]);
  });
  afterAll(() => repository?.stop());

  describe.each(tried)('$name, under $crd', ({ namespace, start, prunes, file, isOwn, isAbsent }) => {
    if (isAbsent) return test.skip('is not tried');
    /** Tests of features that only the CRD of this project has. */
    const testOwn = isOwn ? test : () => {};
    let applier: Applier;
    beforeAll(async () => {
      const { host, clusters } = running();
      await installCrds(host, [file]);
      await host.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
      for (const member of [clusters['eu-1'], clusters['us-1']]) {
        await host.request('POST', `/api/v1/namespaces/${namespace}/secrets`, memberSecret(member, namespace));
      }
      applier = await start(host, namespace);
    });
    afterAll(() => applier?.stop());

    const yaml = (nulls: object) => synthesize(namespace, (chart) => build(chart, repository.url, nulls));
    const apply = (nulls: object) => applier.apply(yaml(nulls));
    const released = async (cluster: Client) => {
      const { body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/configmaps/web`);
      return body.data && JSON.parse(body.data.values);
    };
    const runs = async (cluster: Client, expected: object) => {
      let seen: unknown;
      const what = `${cluster.name} runs what is written`;
      try {
        await until(what, async () => {
          seen = await released(cluster);
          return seen !== undefined && isDeepStrictEqual(seen, expected);
        });
      } catch {
        expect(seen, what).toEqual(expected);
      }
    };
    const onHost = async (kind: 'helmreleases' | 'configmaps', name: string) => {
      const api = { helmreleases: '/apis/helm.toolkit.fluxcd.io/v2', configmaps: '/api/v1' }[kind];
      return (await running().host.request('GET', `${api}/namespaces/${namespace}/${kind}/${name}`)).body;
    };
    const nameOf = (cluster: string) => `web--${cluster}--${namespace}`;
    const generations = async () => {
      const releases = await Promise.all(['host', 'eu-1', 'us-1'].map((name) => onHost('helmreleases', nameOf(name))));
      return releases.map(({ metadata }) => metadata.generation as number);
    };
    const nulls = () => onHost('configmaps', `${nameOf('eu-1')}-values`);

    test('delete defaults there alone, and every layer keeps its place', async () => {
      await apply({ first: null, map: { gone: null }, list: [null, 'own'], beside: { gone: null } });
      const { host, 'eu-1': eu, 'us-1': us } = running().clusters;
      const { first: _, ...others } = everywhere;
      await runs(eu, { ...others, map: { kept: 'default' }, list: [null, 'own'], beside: { path: 'path' } });
      await runs(host, everywhere);
      await runs(us, everywhere);
      expect((await onHost('helmreleases', nameOf('eu-1'))).spec.interval).toBe('10m');
    });

    /** `kubectl get application web -o yaml` */
    const stored = async () => {
      const args = ['get', 'applications.gitops.kubesphere.io', 'web', '-n', namespace, '-o', 'yaml'];
      return (await running().host.kubectl(args)).stdout;
    };
    /** Waits until all targets are ready, and returns their flags. */
    const flagged = async () => {
      const args = ['web', '-n', namespace, '--kubeconfig', running().host.kubeconfig];
      expect(await fluxapp(['wait', ...args])).toMatchObject({ stdout: `${namespace}/web ready: 3 of 3 ready\n` });
      // Flux may reconcile a release once more
      const { targets, orphans } = await until('no target is reconciled', async () => {
        const status = JSON.parse((await fluxapp(['status', ...args, '-o', 'json'])).stdout);
        return status.targets.some((target: Any) => target.flags.includes('reconciling')) ? undefined : status;
      });
      const flags = targets.map(({ key, flags, altered, dropped }: Any) => [key, flags, altered, dropped]);
      return { flags, orphans };
    };
    const keys = [`eu-1-${namespace}`, namespace, `us-1-${namespace}`];
    const nothing = { flags: keys.map((key) => [key, [], undefined, undefined]), orphans: [] };

    test('are in what the stored Application is lowered to, whatever its applier has dropped', async () => {
      expect(await flagged()).toEqual(nothing);
      const application = await stored();
      expect(parse(application).metadata.annotations).toHaveProperty([ANNOTATION]);
      const lowered = await fluxapp(['lower'], { stdin: application });
      const { data } = await nulls();
      expect(configMapsIn(lowered.stdout)).toEqual([data]);
      // applying it changes nothing
      const flags = ['--server-side', '--force-conflicts', '--dry-run=server', '-o', 'json'];
      const dryRun = await running().host.kubectl(['apply', ...flags, '-f', '-'], { input: lowered.stdout });
      const applied: Any[] = JSON.parse(dryRun.stdout).items;
      const releases = applied.filter(({ kind }) => kind === 'HelmRelease');
      expect(releases.map(({ metadata }) => metadata.generation)).toEqual(await generations());
    });

    testOwn('roll out at once when nothing else changes', async () => {
      const [host, eu, us] = (await generations()) as [number, number, number];
      const before = Object.keys((await nulls()).data);
      await apply({ first: null, second: null });
      const { first: _, second: __, ...others } = everywhere;
      await runs(running().clusters['eu-1'], others);
      const changed = (await generations())[1] as number;
      expect(changed).toBeGreaterThan(eu);
      const { valuesFrom } = (await onHost('helmreleases', nameOf('eu-1'))).spec;
      const key = valuesFrom.at(-1).valuesKey;
      expect((await nulls()).data).toEqual({ [key]: 'first: null\nsecond: null\n' });
      expect(before).not.toContain(key);

      await apply({ first: null });
      await runs(running().clusters['eu-1'], { ...others, second: 'default' });
      expect(await generations()).toEqual([host, changed + 1, us]);
    });

    testOwn(`leave ${prunes ? 'nothing' : 'an object that nothing refers to'} behind when they go`, async () => {
      await apply({});
      await runs(running().clusters['eu-1'], everywhere);
      const { valuesFrom } = (await onHost('helmreleases', nameOf('eu-1'))).spec;
      expect(valuesFrom).toEqual((await onHost('helmreleases', nameOf('us-1'))).spec.valuesFrom);
      expect(await nulls()).toMatchObject(prunes ? { code: 404 } : { data: expect.anything() });
    });

    test('of an Application of before, without the annotation, are delivered as before', async () => {
      await applier.apply(
        yaml({ first: null, map: { gone: null } }).replace(/^.*gitops.kubesphere.io.nulls:.*\n/m, ''),
      );
      const { first: _, ...others } = everywhere;
      await runs(running().clusters['eu-1'], { ...others, map: { kept: 'default' } });
      expect(await flagged()).toEqual(nothing);
      expect(parse(await stored()).metadata.annotations).not.toHaveProperty([ANNOTATION]);
    });
  });
});
