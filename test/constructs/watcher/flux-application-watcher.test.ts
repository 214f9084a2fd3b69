import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { FluxApplicationWatcher } from '../../../src';
import { fluxapp } from '../../cli/run';
import { errorsOf, testChart } from '../chart';
import { IMAGE, only, watcherObjects } from './objects';

const kindsOf = (objects: ReturnType<typeof watcherObjects>) => objects.map(({ kind }) => kind as string);

test('a watcher of all namespaces', () => {
  expect(watcherObjects()).toMatchSnapshot();
});

test('two replicas for one namespace, with every prop', () => {
  const objects = watcherObjects({
    name: 'status',
    namespace: 'platform',
    labels: { team: 'platform' },
    watchNamespace: 'apps',
    selector: 'team in (web, shop)',
    replicas: 2,
    logLevel: 'debug',
    imagePullSecrets: ['registry'],
    resources: { requests: { cpu: '10m' } },
    metricsPort: 9090,
    serviceMonitor: true,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }],
  });
  expect(objects).toMatchSnapshot();
});

test('what is optional is made where it is asked for, or of use', () => {
  const least = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Deployment', 'Service'];
  expect(kindsOf(watcherObjects({ admissionPolicy: false }))).toEqual(least);
  expect(kindsOf(watcherObjects({ admissionPolicy: false, replicas: 1, serviceMonitor: false }))).toEqual(least);
  expect(kindsOf(watcherObjects({ replicas: 2, serviceMonitor: true }))).toEqual([
    'ServiceAccount',
    'ClusterRole',
    'ClusterRoleBinding',
    'Role',
    'RoleBinding',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'Deployment',
    'Service',
    'ServiceMonitor',
    'PodDisruptionBudget',
  ]);
});

test('one watcher ends before the next starts, and two elect a leader', () => {
  const one = only(watcherObjects(), 'Deployment').spec;
  expect([one.replicas, one.strategy.type, one.template.spec.containers[0].args]).toEqual([
    1,
    'Recreate',
    ['watch', '--all-namespaces', '--metrics-address=:8080'],
  ]);
  const two = only(watcherObjects({ replicas: 2, watchNamespace: 'apps' }), 'Deployment').spec;
  expect([two.replicas, two.strategy.type, two.template.spec.containers[0].args]).toEqual([
    2,
    'RollingUpdate',
    ['watch', '--namespace=apps', '--leader-elect', '--lease-name=watcher', '--metrics-address=:8080'],
  ]);
});

test('one that lowers holds a Lease too, as its old Pod may live on', () => {
  const objects = watcherObjects({ lowering: {} });
  const { replicas, strategy, template } = only(objects, 'Deployment').spec;
  expect([replicas, strategy.type, template.spec.topologySpreadConstraints]).toEqual([1, 'Recreate', undefined]);
  expect(template.spec.containers[0].args).toContain('--leader-elect');
  expect(only(objects, 'Role').metadata.name).toBe('watcher-leader-election');
  expect(objects.map(({ kind }) => kind)).not.toContain('PodDisruptionBudget');
});

test('the command knows every flag that the Pods give it', async () => {
  const { stdout } = await fluxapp(['watch', '--help']);
  const all = watcherObjects({ replicas: 2, selector: 'team=web', logLevel: 'warn' });
  const args = [all, watcherObjects({ watchNamespace: 'apps' })].flatMap(
    (objects) => only(objects, 'Deployment').spec.template.spec.containers[0].args as string[],
  );
  const flags = new Set(args.filter((arg) => arg.startsWith('--')).map((arg) => arg.replace(/=.*/, '')));
  expect([...flags].sort()).toEqual([
    '--all-namespaces',
    '--leader-elect',
    '--lease-name',
    '--log-level',
    '--metrics-address',
    '--namespace',
    '--selector',
  ]);
  expect([...flags].filter((flag) => !new RegExp(`${flag}[ ,]`).test(stdout))).toEqual([]);
});

test('Pods, Service, ServiceMonitor and PodDisruptionBudget find each other by the same labels, whatever the chart has', () => {
  const labels = { 'app.kubernetes.io/name': 'of-the-chart', 'app.kubernetes.io/instance': 'of-the-chart', team: 'x' };
  const chart = new Chart(new App({ outdir: 'dist/test' }), 'test', { namespace: 'apps', labels });
  new FluxApplicationWatcher(chart, 'watcher', { image: IMAGE, replicas: 2, serviceMonitor: true });
  const objects = Testing.synth(chart);
  const own = { 'app.kubernetes.io/name': 'fluxapp-watcher', 'app.kubernetes.io/instance': 'watcher' };
  const { spec } = only(objects, 'Deployment');
  expect([spec.selector.matchLabels, spec.template.metadata.labels]).toEqual([own, own]);
  const service = only(objects, 'Service');
  expect([service.spec.selector, service.metadata.labels]).toEqual([own, { ...own, team: 'x' }]);
  expect(only(objects, 'ServiceMonitor').spec.selector.matchLabels).toEqual(own);
  expect(only(objects, 'PodDisruptionBudget').spec.selector.matchLabels).toEqual(own);
});

test('objects that others may make as well have names of their own', () => {
  const chart = testChart('a');
  new FluxApplicationWatcher(chart, 'one', { image: IMAGE, replicas: 2, name: 'b-c' });
  new FluxApplicationWatcher(chart, 'two', { image: IMAGE, replicas: 2, name: 'c', namespace: 'a-b' });
  new FluxApplicationWatcher(chart, 'three', {
    image: IMAGE,
    replicas: 2,
    name: 'b-c',
    watchNamespace: 'x',
    namespace: 'c',
  });
  new FluxApplicationWatcher(chart, 'four', {
    image: IMAGE,
    replicas: 2,
    name: 'b-c',
    watchNamespace: 'x',
    namespace: 'd',
  });
  const ids = Testing.synth(chart).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('ClusterRole undefined/fluxapp-watcher.a.b-c');
  expect(ids).toContain('Role x/fluxapp-watcher.d.b-c');
});

test('every object can be patched, and the Deployment is the default child', () => {
  const chart = testChart();
  const watcher = new FluxApplicationWatcher(chart, 'watcher', { image: IMAGE, replicas: 2, serviceMonitor: true });
  const objects = Object.values(watcher).filter((value) => value instanceof ApiObject);
  for (const object of objects) object.addJsonPatch(JsonPatch.add('/metadata/labels/patched', 'yes'));
  const patched = Testing.synth(chart).map(({ metadata }) => metadata.labels.patched);
  expect(patched).toEqual(Array.from({ length: 11 }, () => 'yes'));
  expect(ApiObject.of(watcher)).toBe(watcher.deployment);
});

test('fails when two watchers have one name', () => {
  const chart = testChart();
  new FluxApplicationWatcher(chart, 'one', { image: IMAGE, name: 'watcher' });
  new FluxApplicationWatcher(chart, 'two', { image: IMAGE, name: 'watcher' });
  expect(errorsOf(chart)).toEqual(['[test/two] name: is the name of another FluxApplicationWatcher as well']);
});
