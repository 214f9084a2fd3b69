import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Client, memberSecret, until } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { installCrds } from '../../harness/crds';
import { describeWithClusters } from '../../harness/suite';
import type { LoweringControllerOptions } from '../../src/controllers';
import { listOf, mapOf, type ValueMap, valueAt } from '../../src/json';
import { APPLICATION, DELIVERIES, pathOf } from '../../src/kubernetes';
import { CONTROLLER_MANAGER } from '../../src/observe';
import { helmApplication, onHost, onMember, SAVES } from '../application/applications';
import { fluxapp } from '../cli/run';
import { startController } from '../controllers/application-lowering/controller-under-test';
import type { RunningWatcher } from '../controllers/application-status/watcher-under-test';
import { limit } from '../random-runs';
import { applicationCrds } from './application-crds';

const MERGE = { contentType: 'application/merge-patch+json' };
const BY = { 'gitops.kubesphere.io/lowered-by': 'controller' };
const CHART = { chart: 'hello', version: '1.0.0' };
const files = {
  'templates/made.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-made\ndata:\n  a: {{ .Values.a | quote }}\n',
  'values.yaml': 'a: default\n',
};

describe.each(applicationCrds.filter(({ isAbsent }) => !isAbsent))('with $crd', ({ file, isOwn }) => {
  describeWithClusters(
    'fluxapp controller, with Flux',
    { clusters: ['host', 'eu-1'], flux: true, controllers: true },
    (running) => {
      let charts: ChartRepository;
      const controllers: RunningWatcher[] = [];

      beforeAll(async () => {
        charts = await serveCharts([
          { name: 'hello', version: '1.0.0', files },
          { name: 'hello', version: '1.1.0', files },
        ]);
        await installCrds(running().host, [file]);
      });
      afterAll(() => charts?.stop());

      const stop = async () => {
        for (const controller of controllers.splice(0)) await controller.stop();
      };
      afterEach(stop);

      const start = (options: LoweringControllerOptions = {}): RunningWatcher => {
        const { kubeconfig } = running().host;
        const controller = startController({ kubeconfig, gatherMs: 50, defaultServiceAccount: 'flux', ...options });
        controllers.push(controller);
        return controller;
      };

      /** A namespace in both clusters, with what its applications need. */
      const place = async (space: string) => {
        const { host, clusters } = running();
        for (const cluster of [host, clusters['eu-1']]) {
          await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: space } });
        }
        const inSpace = `/api/v1/namespaces/${space}`;
        await host.request('POST', `${inSpace}/secrets`, memberSecret(clusters['eu-1'], space));
        await host.request('POST', `${inSpace}/serviceaccounts`, { metadata: { name: 'flux' } });
        await host.request('POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/${space}/rolebindings`, {
          metadata: { name: 'flux' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
          subjects: [{ kind: 'ServiceAccount', name: 'flux', namespace: space }],
        });
        await host.request('POST', `/apis/source.toolkit.fluxcd.io/v1/namespaces/${space}/helmrepositories`, {
          apiVersion: 'source.toolkit.fluxcd.io/v1',
          kind: 'HelmRepository',
          metadata: { name: 'charts' },
          spec: { url: charts.url, interval: '1h' },
        });
      };
      const applications = (space: string) => pathOf(APPLICATION, space);
      const releases = (space: string) => pathOf(DELIVERIES.HelmRelease, space);
      const get = async (path: string) => (await running().host.request('GET', path)).body;
      const patch = (path: string, body: object) => running().host.request('PATCH', path, body, MERGE);
      /** Applies an Application as its author. */
      const put = async (space: string, name: string, targets: readonly object[], parts: ValueMap = {}) => {
        const { metadata, ...rest } = parts;
        const { annotations, ...marks } = mapOf(metadata);
        const own = { ...marks, name, namespace: space, annotations: { ...BY, ...mapOf(annotations) } };
        const chart = rest.template === undefined ? CHART : undefined;
        const application = helmApplication(targets, { chart, ...rest, metadata: own });
        const query = 'fieldManager=console&force=true';
        const apply = { contentType: 'application/apply-patch+yaml' };
        const path = `${applications(space)}/${name}?${query}`;
        const { status, body } = await running().host.request('PATCH', path, application, apply);
        if (status > 201) throw new Error(body.message);
        return body;
      };
      /** What the chart has made in a cluster, by name: its value. */
      const made = async (cluster: Client, space: string): Promise<Record<string, string>> => {
        const { body } = await cluster.request('GET', `/api/v1/namespaces/${space}/configmaps`);
        const own = body.items.filter(({ metadata }: { metadata: { name: string } }) => /-made$/.test(metadata.name));
        return Object.fromEntries(own.map(({ metadata, data }: never) => [mapOf(metadata).name, mapOf(data).a]));
      };
      const names = async (path: string) =>
        (await get(path)).items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
      const isGone = async (path: string) => (await running().host.request('GET', path)).status === 404;
      /** The objects of a namespace that a controller has deleted. */
      const deletedIn = (space: string, { log }: RunningWatcher): string[] =>
        log
          .flatMap(({ message, fields }) => (message === 'deleted' ? [fields.object] : []))
          .filter((object) => object.startsWith(`${space}/`));
      const events = async (space: string) =>
        (await get(`/api/v1/namespaces/${space}/events`)).items as { reason: string; message: string }[];
      const both = (space: string, entry: object = {}) => [
        onHost(space, { releaseName: 'web', ...entry }),
        onMember('eu-1', space, { releaseName: 'web', ...entry }),
      ];
      const untilMade = (
        space: string,
        value: string | undefined,
        cluster = running().clusters['eu-1'],
        name = 'web',
      ) =>
        until(
          `${name} has ${value} in ${cluster.name}`,
          async () => (await made(cluster, space))[`${name}-made`] === value,
          {
            timeoutMs: 40_000,
          },
        );

      test(
        'an Application is delivered, edited, paused, and loses a target',
        async () => {
          const space = 'life';
          const { host, clusters } = running();
          await place(space);
          start();
          await put(space, 'web', both(space));
          for (const cluster of [host, clusters['eu-1']]) await untilMade(space, 'default', cluster);
          const onHostRelease = `${releases(space)}/web--host--${space}`;
          expect((await get(onHostRelease)).spec.serviceAccountName).toBe('flux');
          expect((await get(`${releases(space)}/web--eu-1--${space}`)).spec.serviceAccountName).toBeUndefined();

          await put(space, 'web', both(space, { values: { a: 'edited' } }));
          await untilMade(space, 'edited');

          await host.request(
            'PATCH',
            `${releases(space)}/web--eu-1--${space}?fieldManager=flux`,
            { spec: { suspend: true } },
            MERGE,
          );
          await put(space, 'web', both(space, { values: { a: 'again' } }));
          await untilMade(space, 'again', host);
          expect((await made(clusters['eu-1'], space))['web-made']).toBe('edited');
          await host.request(
            'PATCH',
            `${releases(space)}/web--eu-1--${space}?fieldManager=flux`,
            { spec: { suspend: false } },
            MERGE,
          );
          await untilMade(space, 'again');

          const command = async (name: string, said: string, ...args: string[]) => {
            const where = ['web', '--cluster', 'eu-1', '-n', space, '--kubeconfig', host.kubeconfig];
            const { code, stderr } = await fluxapp([name, ...where, ...args]);
            expect([code, stderr]).toEqual([0, said]);
          };
          const note =
            `note: when console applies Application ${space}/web again, it takes "suspend" out of its list of targets; ` +
            'fluxapp controller then ends the pause\n';
          const isSuspended = async () => (await get(`${releases(space)}/web--eu-1--${space}`)).spec.suspend === true;
          await command('suspend', note, '--reason', 'test');
          await until('it is suspended', isSuspended);
          await command('resume', '');
          await until('it is resumed', async () => !(await isSuspended()));
          // the list of targets is now that of the command
          await command('suspend', '', '--reason', 'test');
          await until('the controller has applied the pause too', async () => {
            const { managedFields } = (await get(`${releases(space)}/web--eu-1--${space}`)).metadata;
            const own = listOf(managedFields)
              .map(mapOf)
              .find(({ manager }) => manager === CONTROLLER_MANAGER);
            return valueAt(own, ['fieldsV1', 'f:spec', 'f:suspend']) !== undefined;
          });
          await put(space, 'web', [...both(space), onHost('other', { releaseName: 'other' })]);
          await until('that is lowered', async () => (await names(releases(space))).length === 3);
          await until('the target runs again', async () => !(await isSuspended()));

          await put(space, 'web', both(space).slice(0, 1));
          await untilMade(space, undefined);
          expect(Object.keys(await made(host, space))).toEqual(['web-made']);
          if (isOwn) {
            await until('it says that it is lowered', async () => {
              const { status } = await get(`${applications(space)}/web`);
              return status.conditions.length === 1 && status.conditions[0].reason === 'Lowered';
            });
          }
        },
        limit(120_000),
      );

      test(
        'a template is saved, used, and stays when its application goes',
        async () => {
          const space = 'templates';
          await place(space);
          start();
          await put(space, 'hello', [onMember('eu-1', space)], { metadata: SAVES });
          await put(space, 'user', [onMember('eu-1', space, { releaseName: 'user' })], {
            template: 'hello',
            source: undefined,
          });
          await untilMade(space, 'default', undefined, 'user');
          const template = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${space}/helmcharts/hello`;
          expect((await get(template)).metadata.labels['app.kubernetes.io/managed-by']).toBe('gitops.kubesphere.io');
          await running().host.request('DELETE', `${applications(space)}/hello`);
          await until('the application is gone', () => isGone(`${applications(space)}/hello`), { timeoutMs: 40_000 });
          expect(await names(releases(space))).toEqual([`user--eu-1--${space}`]);
          expect(await isGone(template)).toBe(false);
        },
        limit(90_000),
      );

      test(
        'an Application that is deleted goes from its last wave to its first, and what runs is uninstalled',
        async () => {
          const space = 'deleted';
          const { host, clusters } = running();
          await place(space);
          const own = start();
          const waves = JSON.stringify({ waves: [[`eu-1-${space}`], [space]] });
          const metadata = { annotations: { 'gitops.kubesphere.io/rollout': waves } };
          await put(space, 'web', both(space, { values: { b: null } }), { metadata });
          await untilMade(space, 'default', host);
          await host.request('DELETE', `${applications(space)}/web`);
          await until('the Application is gone', () => isGone(`${applications(space)}/web`), { timeoutMs: 60_000 });
          const deleted = deletedIn(space, own);
          const order = [`web--host--${space}`, `web--eu-1--${space}`].map((name) => `${space}/${name}`);
          expect(deleted.filter((each) => !each.endsWith('-values'))).toEqual(order);
          expect(deleted).toHaveLength(4);
          for (const cluster of [host, clusters['eu-1']]) expect(await made(cluster, space)).toEqual({});
        },
        limit(90_000),
      );

      test(
        'after it was down nothing is written that is as it should be, and all else is made good',
        async () => {
          const space = 'down';
          const { host } = running();
          await place(space);
          start();
          const all = Array.from({ length: 50 }, (_, index) => `app-${index}`);
          const suspended = (entry: object = {}) => [onMember('eu-1', space, { suspend: true, ...entry })];
          for (const name of all) await put(space, name, suspended());
          await until('all are lowered', async () => (await names(releases(space))).length === 50);
          await until('all are held', async () => {
            const { items } = await get(applications(space));
            return items.every(({ metadata, status }: { metadata: { finalizers?: string[] }; status?: object }) => {
              return metadata.finalizers?.length === 1 && (status !== undefined || !isOwn);
            });
          });
          await stop();

          const versions = async () => {
            const lists = [await get(applications(space)), await get(releases(space))];
            // Flux writes too
            return lists.flatMap(({ items }) =>
              items.map(({ metadata }: { metadata: ValueMap }) => {
                const own = listOf(metadata.managedFields).filter(
                  (each) => mapOf(each).manager === 'fluxapp-controller',
                );
                return [metadata.name, JSON.stringify(own)].join(' ');
              }),
            );
          };
          const before = await versions();
          start();
          await put(space, 'last', suspended());
          await until('it works', async () => !(await isGone(`${releases(space)}/last--eu-1--${space}`)));
          await stop();
          const after = await versions();
          expect(after.filter((each) => !before.includes(each)).map((each) => each.split(' ')[0])).toEqual([
            'last',
            `last--eu-1--${space}`,
          ]);

          await Promise.all(
            all.map(async (name, index) => {
              if (index % 2 === 0) await put(space, name, suspended({ interval: '7m' }));
              else await host.request('DELETE', `${applications(space)}/${name}`);
            }),
          );
          start();
          await until(
            'the edits are applied, and what was deleted is gone',
            async () => {
              const { items } = await get(releases(space));
              const edited = items.filter(({ spec }: { spec: ValueMap }) => spec.interval === '7m');
              return edited.length === 25 && (await names(applications(space))).length === 26;
            },
            { timeoutMs: 60_000 },
          );
          // what was suspended stays
          expect(await names(releases(space))).toHaveLength(51);
          await until('that is said', async () => {
            return (await events(space)).filter(({ reason }) => reason === 'LeftBehind').length === 25;
          });
        },
        limit(120_000),
      );

      test(
        'of two one works, and the other goes on when that ends',
        async () => {
          const space = 'two';
          await place(space);
          const leaderElection = {
            namespace: space,
            timing: { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 200 },
          };
          const first = start({ leaderElection });
          await until('the first leads', () => first.log.some(({ message }) => message === 'leading'));
          const second = start({ leaderElection });
          await put(space, 'web', [onMember('eu-1', space, { suspend: true })]);
          await until('it is lowered', async () => (await names(releases(space))).length === 1);
          await first.stop();
          await until('the second leads', () => second.log.some(({ message }) => message === 'leading'));
          await put(space, 'other', [onMember('eu-1', space, { suspend: true })]);
          await until('that is lowered, too', async () => (await names(releases(space))).length === 2);
        },
        limit(60_000),
      );

      test(
        'it hands an Application over to Flux and takes it back, and no release moves',
        async () => {
          const space = 'handed';
          const { host } = running();
          await place(space);
          start();
          await put(space, 'web', both(space, { values: { a: 'kept', b: null } }));
          await untilMade(space, 'kept', host);
          await untilMade(space, 'kept');
          const seen = async () => {
            const { items } = await get(releases(space));
            return items.map(({ metadata, spec, status }: Record<string, ValueMap>) => [
              ...[metadata?.uid, metadata?.generation, spec, mapOf(status).history],
            ]);
          };
          await until('Flux has noted both releases', async () => {
            const { items } = await get(releases(space));
            return items.every(({ status }: { status?: { history?: object } }) => status?.history !== undefined);
          });
          const before = await seen();
          const handover = (...args: string[]) =>
            fluxapp(['handover', 'web', '-n', space, '--kubeconfig', host.kubeconfig, '--yes', ...args]);
          const to = async (applier: string, manager: string, ...args: string[]) => {
            const { code, stdout, stderr } = await handover('--to', applier, ...args);
            expect({ code, stderr, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({
              code: 0,
              stderr: '',
              last: expect.stringMatching(new RegExp(`^Handed over \\d objects of ${space}/web to ${manager}\\.$`)),
            });
          };
          await to('flux', 'kustomize-controller');
          const managers = async () => {
            const { items } = await get(releases(space));
            return items.flatMap(({ metadata }: { metadata: { labels: ValueMap; managedFields: ValueMap[] } }) => [
              metadata.labels['gitops.kubesphere.io/lowered-by'] ?? 'nobody',
              ...metadata.managedFields.filter(({ operation }) => operation === 'Apply').map(({ manager }) => manager),
            ]);
          };
          expect(await managers()).toEqual(['nobody', 'kustomize-controller', 'nobody', 'kustomize-controller']);
          expect((await get(`${applications(space)}/web`)).metadata.finalizers).toBeUndefined();
          expect(await handover('--to', 'controller')).toMatchObject({
            code: 1,
            stderr: expect.stringContaining('names no serviceAccountName'),
          });
          await to('controller', 'fluxapp-controller', '--default-service-account', 'flux');
          expect(await managers()).toEqual(['controller', 'fluxapp-controller', 'controller', 'fluxapp-controller']);
          await until('the controller has taken it', async () => {
            return (await get(`${applications(space)}/web`)).metadata.finalizers?.length === 1;
          });
          expect(await seen()).toEqual(before);
        },
        limit(90_000),
      );

      test(
        'an Application out of a backup, with another uid, is taken up: nothing of what it had made has gone',
        async () => {
          const space = 'backup';
          await place(space);
          start();
          await put(space, 'web', both(space));
          await untilMade(space, 'default');
          const uids = async () =>
            (await get(releases(space))).items.map(({ metadata }: { metadata: ValueMap }) => metadata.uid);
          const before = await uids();
          const { uid } = (await get(`${applications(space)}/web`)).metadata;
          await stop();
          // as where all is lost and restored
          await patch(`${applications(space)}/web`, { metadata: { finalizers: null } });
          await running().host.request('DELETE', `${applications(space)}/web`);
          await put(space, 'web', both(space));
          const again = start();
          await until('it is held again', async () => {
            return (await get(`${applications(space)}/web`)).metadata.finalizers?.length === 1;
          });
          expect((await get(`${applications(space)}/web`)).metadata.uid).not.toBe(uid);
          expect(await uids()).toEqual(before);
          expect(deletedIn(space, again)).toEqual([]);
          expect(await made(running().clusters['eu-1'], space)).toEqual({ 'web-made': 'default' });
        },
        limit(90_000),
      );

      test(
        'what a backup has restored, Application and objects, is taken up, and nothing is uninstalled',
        async () => {
          const space = 'restored';
          const { host, clusters } = running();
          await place(space);
          start();
          await put(space, 'web', both(space, { values: { a: 'kept', b: null } }));
          for (const cluster of [host, clusters['eu-1']]) await untilMade(space, 'kept', cluster);
          const configMaps = `/api/v1/namespaces/${space}/configmaps`;
          const uid = async () => {
            const { body } = await clusters['eu-1'].request('GET', `${configMaps}/web-made`);
            return [body.metadata.uid, body.metadata.creationTimestamp];
          };
          const before = await uid();
          await until(
            'it is held',
            async () => (await get(`${applications(space)}/web`)).metadata.finalizers?.length === 1,
          );
          await stop();

          const own = 'labelSelector=gitops.kubesphere.io/lowered-by%3Dcontroller';
          const paths = [configMaps, releases(space)];
          const lists = await Promise.all(
            paths.map(async (path) => ({ path, items: (await get(`${path}?${own}`)).items })),
          );
          const backup = [{ path: applications(space), items: [await get(`${applications(space)}/web`)] }, ...lists];
          // all of that is lost, without a chance for Flux to uninstall it
          for (const { path, items } of [...backup].reverse()) {
            for (const { metadata, spec } of items) {
              const lost = {
                metadata: { finalizers: null },
                ...(path === releases(space) && { spec: { ...spec, suspend: true } }),
              };
              await patch(`${path}/${metadata.name}`, lost);
              await host.request('DELETE', `${path}/${metadata.name}`);
              await until('it is gone', () => isGone(`${path}/${metadata.name}`));
            }
          }
          for (const { path, items } of backup) {
            for (const { status: _, metadata, ...object } of items) {
              const { uid: _uid, resourceVersion: _version, managedFields: _fields, ...kept } = metadata;
              const restored = await host.request('POST', `${path}?fieldManager=velero`, { ...object, metadata: kept });
              expect(restored.status).toBe(201);
            }
          }
          const again = start();
          const taken = async () => {
            const { metadata } = await get(`${applications(space)}/web`);
            return metadata.annotations['gitops.kubesphere.io/lowering-uid'] === metadata.uid;
          };
          await until('it is taken up', taken);
          await until('Flux has noted both releases', async () => {
            const { items } = await get(releases(space));
            return items.every(({ status }: { status?: { history?: object } }) => status?.history !== undefined);
          });
          expect(await uid()).toEqual(before);
          await put(space, 'web', both(space, { values: { b: null } }));
          for (const cluster of [host, clusters['eu-1']]) await untilMade(space, 'default', cluster);
          expect(await uid()).toEqual(before);
          await put(space, 'web', both(space, { values: { b: null } }).slice(0, 1));
          await untilMade(space, undefined);
          expect(deletedIn(space, again)).toContain(`${space}/web--eu-1--${space}`);
        },
        limit(90_000),
      );

      test(
        'a namespace that is deleted goes, and it is said what it held on members',
        async () => {
          const space = 'going';
          const { host } = running();
          await place(space);
          const own = start();
          await put(space, 'web', [onMember('eu-1', space, { releaseName: 'web' })]);
          await untilMade(space, 'default');
          await host.request('DELETE', `/api/v1/namespaces/${space}`);
          await until('the namespace is gone', () => isGone(`/api/v1/namespaces/${space}`), { timeoutMs: 60_000 });
          expect(deletedIn(space, own)).toEqual([]);
          const left = own.log.find(({ message }) => message === 'objects may stay, with their resources');
          expect(left?.fields).toMatchObject({
            application: `${space}/web`,
            objects: [`HelmRelease ${space}/web--eu-1--${space}`],
          });
          const said = (await events('default')).filter(({ reason }) => reason === 'LeftBehind');
          expect(said.map(({ message }) => message).join()).toContain(`web--eu-1--${space}`);
        },
        limit(90_000),
      );

      // the last one: it takes the kind away
      test(
        'the CustomResourceDefinition is deleted: nothing is uninstalled, and after it was restored all is taken up',
        async () => {
          const space = 'kind';
          const { host, clusters } = running();
          await place(space);
          const own = start();
          await put(space, 'web', both(space));
          await untilMade(space, 'default');
          await untilMade(space, 'default', host);
          const before = await names(releases(space));
          const crd = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/applications.gitops.kubesphere.io';
          await host.request('DELETE', crd);
          await until('the kind is gone', () => isGone(crd), { timeoutMs: 40_000 });
          expect(await names(releases(space))).toEqual(before);
          expect(deletedIn(space, own)).toEqual([]);
          const left = own.log.filter(({ message }) => message === 'objects stay, with their resources');
          expect(left.map(({ fields }) => fields.application)).toContain(`${space}/web`);

          await installCrds(host, [file]);
          await put(space, 'web', both(space));
          await until(
            'it is held again',
            async () => (await get(`${applications(space)}/web`)).metadata.finalizers?.length === 1,
            { timeoutMs: 60_000 },
          );
          for (const cluster of [host, clusters['eu-1']]) {
            expect(await made(cluster, space)).toEqual({ 'web-made': 'default' });
          }
        },
        limit(120_000),
      );
    },
  );
});
