import { readFileSync } from 'node:fs';
import { type Chart, JsonPatch } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { installCrds } from '../../harness/crds';
import { type GitRepository as ServedGit, serveGit } from '../../harness/git-repository';
import { describeWithClusters } from '../../harness/suite';
import { Cluster, FluxApplication, GitRepository, type HelmReleaseTarget, HelmRepository } from '../../src';
import { fluxapp } from '../cli/run';
import { type RunningWatcher, startWatcher } from '../controllers/application-status/watcher-under-test';
import { applicationCrds } from './application-crds';
import { type GitFolder, GitFolders } from './git-folders';
import { setTimeouts } from './mutating-policy';
import { expectVerdict, ready } from './verdicts';
import { application, apply, installedWatcher, synthesizeIn } from './watch/stand';

const chartFiles = {
  'templates/configmap.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  values: {{ .Values | toJson | quote }}
`,
  'values.yaml': 'host: none\n',
};

/** The report on a target with a field that another manager owns. */
const alteredBy = (manager: string, field: string) => ({
  flags: ['altered'],
  altered: { fields: [field], by: [manager] },
});

/** A variable of Flux's substitution. */
const variable = (name: string) => `\${${name}}`;

const DIGESTS = 'gitops.kubesphere.io/digests';
const APPLICATIONS = 'applications.gitops.kubesphere.io';
/** The interval of the first target in the Application. */
const INTERVAL = '/spec/fluxApp/spec/config/helmRelease/deploy/0/interval';
/** The interval that all targets share in compact form. */
const DEFAULT_INTERVAL = '/spec/fluxApp/spec/config/helmRelease/defaults/interval';
const FORCED = ['--server-side', '--force-conflicts'];

/** The document of a kind in the YAML. */
function documentOf(yaml: string, kind: string): string {
  return yaml.split(/^---\n/m).find((text) => new RegExp(`^kind: ${kind}$`, 'm').test(text)) as string;
}

describe.each(applicationCrds)('is what runs what the Application says? Under $crd', ({ file, isOwn, isAbsent }) => {
  if (isAbsent) return test.skip('is not tried');
  /** Tests of features for which KubeSphere's CRD has no fields. */
  const testOwn = isOwn ? test : () => {};
  describeWithClusters('from Git, by Flux', { clusters: ['host'], flux: true }, (running) => {
    let charts: ChartRepository;
    let git: GitFolders;
    /** The manifests that the second application delivers, and their commit. */
    let files: ServedGit;
    let commit: string;
    let watcher: RunningWatcher;

    /** One application with one target, in a separate namespace. */
    const yaml = (
      namespace: string,
      target: Partial<HelmReleaseTarget> = {},
      change?: (web: FluxApplication) => void,
    ) =>
      synthesizeIn(namespace, (chart: Chart) => {
        const source = new HelmRepository(chart, 'charts', { url: charts.url, interval: '1h' });
        const deploy = [{ destination: Cluster.host().namespace(namespace), interval: '1h', ...target }];
        const web = new FluxApplication(chart, 'web', {
          helmRelease: { source, chart: { chart: 'hello', version: '1.0.0' }, deploy },
        });
        change?.(web);
      });

    const manifests = () =>
      synthesizeIn('manifests', (chart: Chart) => {
        const source = new GitRepository(chart, 'files', { url: files.url, ref: { branch: 'main' }, interval: '1h' });
        const deploy = [{ destination: Cluster.host().namespace('manifests'), path: variable('STAGE') }];
        const defaults = { interval: '1h', prune: true };
        new FluxApplication(chart, 'web', { kustomization: { source, defaults, deploy } });
      });

    /**
     * The output of `fluxapp lower --with-application` for an Application in YAML, in compact form if the CRD supports
     * it.
     */
    const lowered = async (namespace: string) => {
      const values = { host: `shop.${variable('ZONE')}` };
      const target = { destination: { targetNamespace: namespace }, releaseName: 'web' };
      const compact = {
        defaults: { interval: '1h' },
        layers: [{ name: 'eu', values }],
        targets: [{ ...target, layers: ['eu'] }],
      };
      const explicit = { deploy: [{ ...target, interval: '1h', values }] };
      const helmRelease = { chart: { chart: 'hello', version: '1.0.0' }, ...(isOwn ? compact : explicit) };
      const source = { sourceRef: { kind: 'HelmRepository', name: 'charts' } };
      const application = {
        apiVersion: 'gitops.kubesphere.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'web', namespace },
        spec: { kind: 'fluxcd', fluxApp: { spec: { source, config: { helmRelease } } } },
      };
      const { stdout } = await fluxapp(['lower', '--with-application'], { stdin: JSON.stringify(application) });
      return [documentOf(yaml(namespace), 'HelmRepository'), stdout].join('---\n');
    };

    const patched = (path: string, value: unknown, kind = 'HelmRelease') => [
      { target: { kind }, patch: JSON.stringify([{ op: 'add', path, value }]) },
    ];
    const values = { host: `shop.${variable('ZONE')}`, replicas: variable('REPLICAS'), home: `$${variable('HOME')}` };
    const postBuild = { substitute: { ZONE: 'eu.example.com', REPLICAS: '3' } };

    /** By namespace: the content in Git, and the expected report. */
    const cases: Record<
      string,
      { readonly folder: () => GitFolder | Promise<GitFolder>; readonly said?: () => object }
    > = {
      // rows 2 and 4: applied
      plain: { folder: () => ({ yaml: yaml('plain') }) },
      substituted: { folder: () => ({ yaml: yaml('substituted', { values }), spec: { postBuild } }) },
      lowered: { folder: async () => ({ yaml: await lowered('lowered'), spec: { postBuild } }) },
      hatched: {
        folder: () => {
          const hatch = JsonPatch.add('/spec/timeout', '9m');
          return { yaml: yaml('hatched', {}, ({ releases: [release] }) => release?.addJsonPatch(hatch)) };
        },
      },
      // row 3: the release was changed
      patched: {
        folder: () => ({ yaml: yaml('patched'), spec: { patches: patched('/spec/interval', '2h') } }),
        said: () => alteredBy('kustomize-controller', 'spec.interval'),
      },
      // row 3: changed by admission, which owns no fields
      admitted: {
        folder: () => ({ yaml: yaml('admitted') }),
        said: () => ({ flags: ['altered'], altered: { fields: ['spec.timeout'], by: [] } }),
      },
      edited: { folder: () => ({ yaml: yaml('edited') }) },
      // row 6: both were changed, the release in one more field
      'substituted-and-patched': {
        folder: () => ({
          yaml: yaml('substituted-and-patched', { values }),
          spec: { postBuild, patches: patched('/spec/values/host', 'other') },
        }),
        said: () => alteredBy('kustomize-controller', 'spec.values.host'),
      },
      manifests: {
        folder: () => ({
          yaml: manifests(),
          spec: {
            postBuild: { substitute: { STAGE: 'production' } },
            patches: patched('/spec/interval', '2h', 'Kustomization'),
          },
        }),
        said: () => ({
          reason: 'ReconciliationSucceeded',
          message: `Applied revision: main@sha1:${commit}`,
          ...alteredBy('kustomize-controller', 'spec.interval'),
        }),
      },
    };
    const names = Object.keys(cases);

    beforeAll(async () => {
      charts = await serveCharts([{ name: 'hello', version: '1.0.0', files: chartFiles }]);
      files = await serveGit();
      commit = await files.commit({
        'production/configmap.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: hello\n',
      });
      const { host } = running();
      await installCrds(host, [file]);
      for (const name of [...names, 'dropped', 'dropped-chart', 'older', 'before']) {
        await host.request('POST', '/api/v1/namespaces', { metadata: { name } });
      }
      git = await GitFolders.start(host);
      await setTimeouts(host, 'admitted');
      watcher = startWatcher({ kubeconfig: await installedWatcher(host), gatherMs: 100 });
      const folders = Object.entries(cases).map(async ([name, { folder }]) => [name, await folder()] as const);
      expect(await git.deliver(Object.fromEntries(await Promise.all(folders)))).toEqual({});
    });
    afterAll(async () => {
      await watcher?.stop();
      await git?.stop();
      await files?.stop();
      await charts?.stop();
    });

    const wait = (namespace: string, timeout = '30s') =>
      fluxapp(['wait', 'web', '-n', namespace, '--timeout', timeout, '--kubeconfig', running().host.kubeconfig]);
    /** Expects this report on the only target of an application. */
    const says = (namespace: string, target: object) =>
      expectVerdict(running().host, [namespace, 'web'], { targets: { [namespace]: target } });

    test.each(names)('rows 2 to 4 and 6, from Git: %s', async (name) => {
      expect(await wait(name)).toMatchObject({ code: 0, stdout: `${name}/web ready: 1 of 1 ready\n` });
      await says(name, { ...ready(name), ...cases[name]?.said?.() });
    });

    test('what was substituted is what runs', async () => {
      const path = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/substituted/helmreleases/web--host--substituted';
      const { body } = await running().host.request('GET', path);
      expect(body.spec.values).toEqual({ host: 'shop.eu.example.com', replicas: 3, home: variable('HOME') });
    });

    /** Sets an interval of two hours in an object of a namespace, with a field manager. */
    const patch = async (
      namespace: string,
      [resource, name]: readonly [string, string],
      manager: string,
      path: string,
    ) => {
      const operations = JSON.stringify([{ op: 'replace', path, value: '2h' }]);
      const args = ['patch', resource, name, '-n', namespace, '--type=json', `--field-manager=${manager}`];
      expect(await running().host.kubectl([...args, '-p', operations])).toMatchObject({ code: 0, stderr: '' });
    };
    /** Edits only the Application. @returns the expected message about its target */
    const editApplication = async (namespace: string, path: string) => {
      await patch(namespace, [APPLICATIONS, 'web'], 'kubectl-edit', path);
      const { managedFields } = (await application(running().host, namespace, 'web')).metadata;
      const { time } = managedFields.find(({ manager }: { manager: string }) => manager === 'kubectl-edit');
      return `the Application was edited by kubectl-edit at ${time} and not applied: spec.interval differs`;
    };
    /** Expects this report, and the same from `fluxapp wait` with a timeout of zero. */
    const saysNotApplied = async (namespace: string, message: string) => {
      await says(namespace, { state: 'Reconciling', reason: 'NotApplied', message, flags: ['outdated'] });
      const waited = `0 of 1 ready; ${namespace} reconciling: NotApplied: ${message}`;
      expect(await wait(namespace, '0')).toEqual({
        code: 2,
        stdout: '',
        stderr: `   0s ${namespace}/web: ${waited}\nerror: ${namespace}/web is not ready after 0 s: ${waited}\n`,
      });
    };
    const editedAlone = (by: string) => ({ ...ready('edited'), ...alteredBy(by, 'spec.interval') });

    test('row 3: a release edited alone is altered by its editor, and Git ends that', async () => {
      await patch('edited', ['helmreleases', 'web--host--edited'], 'kubectl-edit', '/spec/interval');
      await says('edited', editedAlone('kubectl-edit'));
      expect(await wait('edited')).toMatchObject({ code: 0 });
      await git.deliver({});
      await says('edited', ready('edited'));
    });

    test('row 8: an Application edited alone by somebody else has not been applied, until it is lowered and applied', async () => {
      const { host } = running();
      await saysNotApplied('edited', await editApplication('edited', INTERVAL));
      const stored = await host.kubectl(['get', APPLICATIONS, 'web', '-n', 'edited', '-o', 'yaml']);
      await apply(host, (await fluxapp(['lower'], { stdin: stored.stdout })).stdout, FORCED);
      expect(await wait('edited')).toMatchObject({ code: 0 });
      await says('edited', ready('edited'));
      await git.deliver({});
      await says('edited', ready('edited'));
    });

    testOwn('row 8: so has one in compact form, whose defaults were edited', async () => {
      await saysNotApplied('lowered', await editApplication('lowered', DEFAULT_INTERVAL));
    });

    test('row 6: an Application edited alone by its applier cannot be told from a release that was altered', async () => {
      await patch('edited', [APPLICATIONS, 'web'], 'kustomize-controller', INTERVAL);
      await says('edited', editedAlone('kustomize-controller'));
      expect(await wait('edited')).toMatchObject({ code: 0 });
    });

    test('row 7: an Application applied before its release has not been applied, until that is', async () => {
      const next = yaml('edited', { interval: '3h' });
      await apply(running().host, documentOf(next, 'Application'), [...FORCED, '--field-manager=kustomize-controller']);
      await saysNotApplied('edited', 'the Application has not been applied: spec.interval differs');
      await git.deliver({ edited: { yaml: next } });
      expect(await wait('edited')).toMatchObject({ code: 0 });
      await says('edited', ready('edited'));
    });

    test('row 9: an Application of before, without digests, is ready; edited alone it may have been altered', async () => {
      const { host } = running();
      const written = yaml('before');
      const plain = documentOf(written, 'Application').replace(/^.*gitops.kubesphere.io.digests.*\n/m, '');
      const { stdout } = await fluxapp(['lower'], { stdin: plain });
      await apply(host, [plain, documentOf(written, 'HelmRepository'), stdout].join('---\n'));
      expect(await wait('before')).toMatchObject({ code: 0 });
      expect((await application(host, 'before', 'web')).metadata.annotations).not.toHaveProperty([DIGESTS]);
      await says('before', ready('before'));
      await apply(host, plain.replace('interval: 1h', 'interval: 2h'));
      await saysNotApplied(
        'before',
        'the Application has not been applied, or was altered on the way: spec.interval differs',
      );
    });

    test('row 5: fields that the CRD lacks are refused by Flux, and dropped where an applier lets that pass', async () => {
      const { host } = running();
      const dropped = yaml('dropped', { driftDetection: { mode: 'warn' } });
      const field = '.spec.fluxApp.spec.config.helmRelease.deploy[0].driftDetection';
      const of = '(dropped/web; gitops.kubesphere.io/v1alpha1, Kind=Application)';
      const refused = `Application/dropped/web dry-run failed: failed to create typed patch object ${of}: ${field}: field not declared in schema\n`;
      expect(await git.deliver({ dropped: { yaml: dropped } })).toEqual(isOwn ? {} : { dropped: refused });
      await apply(host, dropped, ['--validate=false']);
      expect(await wait('dropped')).toMatchObject({ code: 0 });
      await says('dropped', { ...ready('dropped'), ...(isOwn ? {} : { dropped: ['spec.driftDetection.mode'] }) });
    });

    test("row 5: so is a target's own chart", async () => {
      const { host } = running();
      const own = yaml('dropped-chart', { chart: { metadata: { labels: { team: 'web' } } } });
      await apply(host, own, ['--validate=false']);
      expect(await wait('dropped-chart')).toMatchObject({ code: 0 });
      const dropped = isOwn ? {} : { dropped: ['spec.chart.metadata.labels.team'] };
      await says('dropped-chart', { ...ready('dropped-chart'), ...dropped });
    });

    testOwn('row 5: an Application tells of fields that an older CRD lacks', async () => {
      const { host } = running();
      const older = parse(readFileSync(file, 'utf8'));
      const entry = ['fluxApp', 'spec', 'config', 'helmRelease', 'deploy'].reduce(
        (schema, field) => schema.properties[field],
        older.spec.versions[0].schema.openAPIV3Schema.properties.spec,
      );
      delete entry.items.properties.driftDetection;
      await installCrds(host, [older]);
      await apply(host, yaml('older', { driftDetection: { mode: 'warn' } }), ['--validate=false']);
      expect(await wait('older')).toMatchObject({ code: 0 });
      await says('older', { ...ready('older'), dropped: ['spec.driftDetection.mode'] });
      const { conditions } = (await application(host, 'older', 'web')).status;
      expect(conditions).toMatchObject([
        { type: 'Ready', status: 'True', message: '1 of 1 ready' },
        {
          type: 'FieldsDropped',
          status: 'True',
          reason: 'CrdLacksFields',
          message:
            'the installed CRD of the Application does not have these fields, which its objects have: spec.driftDetection.mode',
        },
      ]);
    });
  });
});
