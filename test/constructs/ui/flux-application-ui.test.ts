import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { FluxApplicationUi, type FluxApplicationUiProps } from '../../../src';
import { fluxapp } from '../../cli/run';
import { errorsOf, testChart } from '../chart';
import { IMAGE, only } from '../watcher/objects';

function uiObjects(props: Partial<FluxApplicationUiProps> = {}) {
  const chart = testChart('flux-system');
  new FluxApplicationUi(chart, 'fluxapp-ui', { image: IMAGE, ...props });
  return Testing.synth(chart);
}

const podOf = (objects: ReturnType<typeof uiObjects>) => only(objects, 'Deployment').spec.template.spec;
const argsOf = (objects: ReturnType<typeof uiObjects>): string[] => podOf(objects).containers[0].args;

test('a page of all namespaces', () => {
  expect(uiObjects()).toMatchSnapshot();
});

test('a page of one namespace, with every prop', () => {
  expect(
    uiObjects({
      ...{ name: 'page', namespace: 'platform', labels: { team: 'platform' }, watchNamespace: 'apps', port: 9090 },
      ...{ allowedHosts: ['status.example.com', '[::1]:8443'], clientNamespace: 'ingress', imagePullSecrets: ['a'] },
      ...{ resources: { requests: { cpu: '10m' } }, nodeSelector: { 'kubernetes.io/os': 'linux' } },
      tolerations: [{ key: 'dedicated', operator: 'Exists' }],
    }),
  ).toMatchSnapshot();
});

test('its account can list and watch, and nothing else', () => {
  const rules = [only(uiObjects(), 'ClusterRole'), only(uiObjects({ watchNamespace: 'apps' }), 'Role')].flatMap(
    (role) => role.rules,
  );
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['list', 'watch']));
  expect(rules.flatMap(({ resources }) => resources)).not.toContain('secrets');
  expect(new Set(rules.flatMap(({ apiGroups }) => apiGroups))).toEqual(
    new Set([
      ...['gitops.kubesphere.io', 'helm.toolkit.fluxcd.io', 'kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io'],
    ]),
  );
});

test('nobody is let in but by a port-forward, or from the namespace that is named', () => {
  const policyOf = (props: Partial<FluxApplicationUiProps>) => only(uiObjects(props), 'NetworkPolicy').spec;
  const { podSelector, ...closed } = policyOf({});
  expect(closed).toEqual({ policyTypes: ['Ingress'], ingress: [] });
  expect(podSelector.matchLabels).toEqual(only(uiObjects(), 'Deployment').spec.template.metadata.labels);
  expect(policyOf({ clientNamespace: 'ingress' }).ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }],
      ports: [{ port: 'http' }],
    },
  ]);
  const kinds = uiObjects({ networkPolicy: false }).map(({ kind }) => kind);
  expect(kinds).toEqual(['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Deployment', 'Service']);
});

test('the command knows every flag that the Pod gives it', async () => {
  const { stdout } = await fluxapp(['ui', '--help']);
  const args = [uiObjects({ allowedHosts: ['a'] }), uiObjects({ watchNamespace: 'apps' })].flatMap(argsOf);
  const flags = [...new Set(args.filter((arg) => arg.startsWith('--')).map((arg) => arg.replace(/=.*/, '')))];
  expect(flags.sort()).toEqual(['--all-namespaces', '--allowed-host', '--in-cluster', '--namespace', '--port']);
  expect(flags.filter((flag) => !new RegExp(`${flag}[ ,]`).test(stdout))).toEqual([]);
});

test('every object can be patched, and the Deployment is the default child', () => {
  const chart = testChart();
  const page = new FluxApplicationUi(chart, 'ui', { image: IMAGE });
  const objects = Object.values(page).filter((value) => value instanceof ApiObject);
  for (const object of objects) object.addJsonPatch(JsonPatch.add('/metadata/labels/patched', 'yes'));
  expect(Testing.synth(chart).map(({ metadata }) => metadata.labels.patched)).toEqual(Array(6).fill('yes'));
  expect(ApiObject.of(page)).toBe(page.deployment);
});

test('fails when two pages have one name', () => {
  const chart = testChart();
  new FluxApplicationUi(chart, 'one', { image: IMAGE, name: 'ui' });
  new FluxApplicationUi(chart, 'two', { image: IMAGE, name: 'ui' });
  expect(errorsOf(chart)).toEqual([expect.stringContaining('[test/two] name: ')]);
});

test.each<[object, string[]]>([
  [{ image: undefined }, ['image: required, but missing']],
  [{ host: 'a' }, [expect.stringContaining('host: unknown field')]],
  [{ allowedHosts: 'a' }, ['allowedHosts: must be a list, got a string']],
  [
    { allowedHosts: ['https://a', 'A', 'a:8443'] },
    [
      'allowedHosts[0]: "https://a" is not a Host: a lower-case name, with the port if it is not the default one',
      'allowedHosts[1]: "A" is not a Host: a lower-case name, with the port if it is not the default one',
    ],
  ],
  [{ port: 80 }, ['port: 80 is not a port from 1024 to 65535']],
  [{ clientNamespace: 'A' }, [expect.stringContaining('clientNamespace: "A" is not a DNS label')]],
  [{ networkPolicy: 'no' }, ['networkPolicy: must be a boolean, got a string']],
  [
    { watchNamespace: ['a'] },
    ['watchNamespace: must be one namespace, got a list; for several, make a page for each, or one for all'],
  ],
])('fails with %j', (props, expected) => {
  const chart = testChart();
  new FluxApplicationUi(chart, 'ui', { image: IMAGE, ...props } as FluxApplicationUiProps);
  expect(errorsOf(chart).map((line) => line.replace('[test/ui] ', ''))).toEqual(expected);
});
