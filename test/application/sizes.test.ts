import { type ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { afterEach, expect, test, vi } from 'vitest';
import { lower } from '../../src/application';
import { Cluster, FluxApplication, HelmTemplate } from '../../src/constructs';
import { errorsOf, testChart } from '../constructs/chart';
import { helmApplication, onHost } from './applications';

const withValue = (letters: number) => helmApplication([onHost('web', { values: { long: 'x'.repeat(letters) } })]);

afterEach(() => vi.restoreAllMocks());

const WARNING = {
  severity: 'warning',
  code: 'apply-too-large',
  path: [],
  message:
    'kubectl apply would reject the Application: including the copy that it stores in an annotation, the annotations have ' +
    '262145 bytes, and 262144 are allowed; apply it with kubectl apply --server-side, write it in compact form, move values to a ConfigMap ' +
    'referenced by valuesFrom, or split the application',
};

const ERROR = {
  severity: 'error',
  code: 'application-too-large',
  path: [],
  message:
    'the Application has 1572415 bytes, and its status needs up to 450 for each of 1 targets: of these 1572865 bytes etcd ' +
    'takes 1572864; write it in compact form, move values to a ConfigMap referenced by valuesFrom, or split the application',
};

/** The size of an Application and of its copy without the letters. */
const FRAME = JSON.stringify(withValue(0)).length;
const COPY = FRAME + ',"annotations":{}'.length + '\nkubectl.kubernetes.io/last-applied-configuration'.length;

test('an Application that kubectl apply refuses is worth a warning', () => {
  expect(lower(withValue(262_144 - COPY)).diagnostics).toEqual([]);
  const { objects, diagnostics } = lower(withValue(262_145 - COPY));
  expect(diagnostics).toEqual([WARNING]);
  expect(objects).toHaveLength(1);
});

test('an Application that etcd has no room for, with its status, is an error', () => {
  expect(lower(withValue(1_572_414 - FRAME)).diagnostics).toMatchObject([{ code: 'apply-too-large' }]);
  expect(lower(withValue(1_572_415 - FRAME))).toEqual({ objects: [], diagnostics: [ERROR] });
});

test('the annotations of --with-application count', () => {
  const application = withValue(262_144 - COPY);
  expect(lower(application, { withApplication: true }).diagnostics).toMatchObject([{ code: 'apply-too-large' }]);
});

test('what an API server has added does not count', () => {
  const { metadata, ...rest } = withValue(262_144 - COPY);
  const added = {
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'x'.repeat(200_000) },
    managedFields: [{ manager: 'x'.repeat(1000) }],
  };
  expect(lower({ ...rest, metadata: { ...metadata, ...added }, status: { x: 1 } }).diagnostics).toEqual([]);
});

/** An application with two targets that have nulls in their values. */
function authored(letters: number) {
  const chart = testChart();
  return new FluxApplication(chart, 'web', {
    helmRelease: {
      template: HelmTemplate.fromName(chart, 'template', 'template'),
      defaults: { values: { long: 'x'.repeat(letters), none: null } },
      deploy: [
        { destination: Cluster.host().namespace('web') },
        { destination: Cluster.member('eu-1').namespace('web'), values: { long: 'short' } },
      ],
    },
  });
}

test('constructs check what is written, with the annotations of the lowering', () => {
  const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const letters = 200_000;
  const [application] = Testing.synth(Chart.of(authored(letters)));
  const { annotations } = application.metadata;
  expect(Object.keys(annotations)).toHaveLength(2);
  const others = Object.entries(annotations).flat().join('').length;
  const room =
    262_144 - JSON.stringify(application).length - others - '\nkubectl.kubernetes.io/last-applied-configuration'.length;
  expect(authored(letters + room).node.validate()).toEqual([]);
  expect(emitWarning).not.toHaveBeenCalled();
  expect(authored(letters + room + 1).node.validate()).toEqual([]);
  expect(emitWarning.mock.calls).toEqual([
    [`[test/web] ${WARNING.message}`, { type: 'FluxAppWarning', code: 'apply-too-large' }],
  ]);
});

test('an error of a construct stops synthesis', () => {
  expect(errorsOf(Chart.of(authored(1_600_000)))).toEqual([
    expect.stringMatching(
      /^\[test\/web\] the Application has \d+ bytes, and its status needs up to 450 for each of 2 targets: /,
    ),
  ]);
});

/** Additions to the object after it was checked. */
const ADDED: readonly [string, (application: ApiObject, text: string) => void][] = [
  ['a label', ({ metadata }, text) => metadata.addLabel('long', text)],
  ['an annotation', ({ metadata }, text) => metadata.addAnnotation('long', text)],
  ['a JSON patch', (object, text) => object.addJsonPatch(JsonPatch.add('/metadata/annotations/long', text))],
];

test.each(ADDED)('%s that is added to the object later counts', (_, add) => {
  const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const web = authored(1000);
  expect(web.node.validate()).toEqual([]);
  add(web.application, 'short');
  expect(web.node.validate()).toEqual([]);
  expect(emitWarning).not.toHaveBeenCalled();
  add(web.application, 'x'.repeat(270_000));
  expect(web.node.validate()).toEqual([]);
  expect(emitWarning.mock.calls).toEqual([
    [
      expect.stringMatching(/^\[test\/web\] kubectl apply would reject the Application: /),
      { type: 'FluxAppWarning', code: 'apply-too-large' },
    ],
  ]);
  add(web.application, 'x'.repeat(1_600_000));
  const error = /^the Application has (\d+) bytes, and its status needs up to 450 for each of 2 targets: /;
  expect(web.node.validate()).toEqual([expect.stringMatching(error)]);
  expect(() => web.application.toJson()).toThrow(/application is not valid:\n {2}the Application has \d+ bytes/);
});

test('what is measured is what is written', () => {
  const web = authored(1000);
  web.application.metadata.addLabel('team', 'web');
  web.application.metadata.addAnnotation('long', 'x'.repeat(1_600_000));
  web.application.addJsonPatch(JsonPatch.add('/metadata/annotations/more', 'x'));
  const [, bytes] = /^the Application has (\d+) bytes/.exec(web.node.validate()[0] ?? '') ?? [];
  web.application.addJsonPatch(JsonPatch.replace('/metadata/annotations/long', 'x'));
  expect(web.node.validate()).toEqual([]);
  expect(JSON.stringify(web.application.toJson()).length).toBe(Number(bytes) - 1_600_000 + 1);
});
