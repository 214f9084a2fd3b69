import { Testing } from 'cdk8s';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FluxApplicationUi, FluxApplicationWatcher, type FluxApplicationWatcherProps } from '../../src';
import { parseYaml } from '../../src/yaml';
import { testChart } from '../constructs/chart';
import { runs } from '../random-runs';
import { fluxapp } from './run';

const IMAGE = 'registry.example.com/fluxapp:1.0.0';

/** The objects of the construct in a chart without labels. */
function constructed(props: Partial<FluxApplicationWatcherProps>) {
  const chart = testChart('flux-system');
  new FluxApplicationWatcher(chart, 'fluxapp-watcher', { image: IMAGE, ...props });
  return Testing.synth(chart);
}

const exported = async (...args: string[]) => {
  const { code, stdout, stderr } = await fluxapp(['install', '--export', '--image', IMAGE, ...args]);
  expect([code, stderr]).toEqual([0, '']);
  return args.includes('json') ? JSON.parse(stdout).items : parseYaml(stdout).map(({ value }) => value);
};

/** The props that have an option, and these options. */
const OPTIONS: readonly (readonly [props: Partial<FluxApplicationWatcherProps>, args: readonly string[]])[] = [
  [{ name: 'status' }, ['--name', 'status']],
  [{ namespace: 'platform' }, ['-n', 'platform']],
  [{ labels: { team: 'platform', empty: '' } }, ['--label', 'team=platform', '--label', 'empty=']],
  [{ watchNamespace: 'apps' }, ['--watch-namespace', 'apps']],
  [{ selector: 'team in (web, shop)' }, ['-l', 'team in (web, shop)']],
  [{ replicas: 2 }, ['--replicas', '2']],
  [{ logLevel: 'debug' }, ['--log-level', 'debug']],
  [{ imagePullSecrets: ['a', 'b'] }, ['--image-pull-secret', 'a', '--image-pull-secret', 'b']],
  [{ metricsPort: 9090 }, ['--metrics-port', '9090']],
  [{ serviceMonitor: true }, ['--service-monitor']],
  [{ admissionPolicy: false }, ['--no-admission-policy']],
];

test('prints the objects of the construct, whatever the options', async () => {
  const chosen = fc.subarray([...OPTIONS]);
  await fc.assert(
    fc.asyncProperty(chosen, fc.constantFrom('yaml', 'json'), async (options, output) => {
      const props = Object.assign({}, ...options.map(([props]) => props));
      const args = options.flatMap(([, args]) => args);
      expect(await exported(...args, '-o', output)).toEqual(constructed(props));
    }),
    { numRuns: runs(50) },
  );
});

test('--ui prints the objects of the page as well, as its construct makes them', async () => {
  const shared = { watchNamespace: 'apps', namespace: 'platform', imagePullSecrets: ['a'], labels: { team: 'x' } };
  const options = ['--watch-namespace', 'apps', '-n', 'platform', '--image-pull-secret', 'a', '--label', 'team=x'];
  const chart = testChart('flux-system');
  new FluxApplicationUi(chart, 'fluxapp-ui', { image: IMAGE, ...shared });
  expect(await exported('--ui', ...options)).toEqual([...constructed(shared), ...Testing.synth(chart)]);
  expect(await exported(...options)).toEqual(constructed(shared));
});

test('applies nothing', async () => {
  expect(await fluxapp(['install', '--image', IMAGE])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: install applies nothing: --export prints the objects, for "kubectl apply -f -"\n',
  });
});

test.each([
  [[], 'error: --image: required, but missing\n'],
  [['--image', ' '], 'error: --image: must not be empty\n'],
  [['--image', IMAGE, '--metrics-port', '80'], 'error: --metrics-port: 80 is not a port from 1024 to 65535\n'],
  [['--image', IMAGE, '--metrics-port', 'http'], 'error: --metrics-port: "http" is not a port from 1024 to 65535\n'],
  [['--image', IMAGE, '--label', 'team'], 'error: --label: must be KEY=VALUE, got "team"\n'],
  [
    ['--image', IMAGE, '--name', '1', '--watch-namespace', 'A'],
    'error: --name: "1" does not begin with a letter\n' +
      `error: --watch-namespace: "A" is not a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends\n`,
  ],
  [
    ['--image', IMAGE, '--label', 'app.kubernetes.io/name=x'],
    'error: --label: ["app.kubernetes.io/name"]: is what the Pods are found by, and set already\n',
  ],
])('refuses %j', async (args, stderr) => {
  expect(await fluxapp(['install', '--export', ...args])).toEqual({ code: 1, stdout: '', stderr });
});

test('prints the objects of the construct that lowers, too', async () => {
  const lowering = {
    all: true,
    defaultServiceAccount: 'tenant',
    trustedNamespaces: ['a', 'b'],
    allowCrossNamespaceRefs: true,
  };
  const args = ['--lowering', '--all', '--default-service-account', 'tenant', '--allow-cross-namespace-refs'];
  const trusted = ['--trusted-namespace', 'a', '--trusted-namespace', 'b'];
  expect(await exported(...args, ...trusted)).toEqual(constructed({ lowering }));
  const of = ['--lowering', '--watch-namespace', 'apps', '--replicas', '2'];
  expect(await exported(...of)).toEqual(constructed({ lowering: {}, watchNamespace: 'apps', replicas: 2 }));
});

test.each([
  [['--all'], 'error: --all is for --lowering, which is not given\n'],
  [['--trusted-namespace', 'a'], 'error: --trusted-namespace is for --lowering, which is not given\n'],
  [
    ['--lowering', '--default-service-account', 'A'],
    expect.stringMatching(/^error: --default-service-account: "A" is not a DNS subdomain/),
  ],
  [
    ['--lowering', '--trusted-namespace', 'A'],
    expect.stringMatching(/^error: --trusted-namespace: \[0\]: "A" is not a DNS label/),
  ],
  [
    ['--lowering', '-l', 'a=b'],
    'error: --selector: does not go with lowering: the other Applications would seem to be gone\n',
  ],
])('refuses %j, of lowering', async (args, stderr) => {
  expect(await fluxapp(['install', '--export', '--image', IMAGE, ...args])).toEqual({ code: 1, stdout: '', stderr });
});
