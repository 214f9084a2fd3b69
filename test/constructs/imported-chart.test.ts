/** Helm's verdict at synthesis on the values of targets with an imported chart. */
import { ApiObject, Lazy, Testing } from 'cdk8s';
import { describe, expect, test, vi } from 'vitest';
import {
  Cluster,
  FluxApplication,
  GitRepository,
  type HelmReleaseProps,
  type HelmReleaseTarget,
  HelmRepository,
  HelmTemplate,
  OCIRepository,
  typedChart,
  type ValuesMap,
} from '../../src';
import { errorsOf, testChart } from './chart';

const SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  properties: {
    replicaCount: { type: 'integer', minimum: 0 },
    image: {
      type: 'object',
      required: ['repository'],
      additionalProperties: false,
      properties: {
        repository: { type: 'string' },
        tag: { type: ['string', 'null'] },
        pullPolicy: { enum: ['Always', 'Never'] },
      },
    },
    service: { anyOf: [{ type: 'string' }, { type: 'object', required: ['port'] }] },
  },
};
const DATABASE = {
  name: 'database',
  version: '2.0.0',
  values: { size: '1Gi' },
  schema: {
    properties: {
      size: { type: 'string', pattern: '^[0-9]+Gi$' },
      global: { properties: { zone: { type: 'string' } } },
    },
  },
};
const CONTENTS = {
  name: 'web',
  version: '1.4.0',
  values: { replicaCount: 1, image: { repository: 'web', tag: 'v1' }, database: { enabled: true } },
  schema: SCHEMA,
  dependencies: [{ name: 'database', version: '2.x', alias: 'store', condition: 'store.enabled' }],
  charts: [DATABASE],
  keys: {
    replicaCount: 0,
    image: { repository: 0, tag: 0, pullPolicy: 0 },
    service: 0,
    store: 0,
    global: 0,
    extra: 0,
    secret: 0,
  },
};
const web = typedChart<ValuesMap>({ chart: 'web', version: '1.4.0' }, JSON.stringify(CONTENTS));
const old = { ...CONTENTS, version: '1.3.0', schema: { properties: { replicaCount: { type: 'string' } } } };
const web13 = typedChart<ValuesMap>({ chart: 'web', version: '1.3.0' }, JSON.stringify(old));

const CLUSTERS = { 'eu-dev': { stage: 'dev' }, 'eu-prod': { stage: 'prod' }, 'ap-prod': { stage: 'prod' } };
const destinations = Object.entries(CLUSTERS).map(([name, labels]) =>
  Cluster.member(name, { labels }).namespace('web'),
);

type Given = { readonly [Field in keyof HelmReleaseProps]?: HelmReleaseProps[Field] } & {
  /** Fields of the first target. */
  readonly own?: Partial<HelmReleaseTarget>;
};

/** The errors and warnings of an application with three targets. */
function found({ own = {}, ...props }: Given, scope = testChart()): string[] {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    const helmRelease = {
      ...(props.template ? {} : { source: HelmRepository.fromName(scope, 'charts', 'charts'), chart: web }),
      deploy: destinations.map((destination, index) => ({ destination, ...(index === 0 && own) })),
      ...props,
    };
    new FluxApplication(scope, 'app', { allowInlineSecrets: true, helmRelease: helmRelease as HelmReleaseProps });
    const errors = errorsOf(scope).map((text) => text.replace('[test/app] ', ''));
    const warnings = warn.mock.calls.map(([text]) => String(text).replace('[test/app] ', 'warning: '));
    return [...errors, ...warnings];
  } finally {
    warn.mockRestore();
  }
}

const BY = '(the schema of web 1.4.0)';

test('accepts what Helm accepts', () => {
  expect(found({ defaults: { values: { replicaCount: 2, image: { tag: null }, service: 'web' } } })).toEqual([]);
  expect(found({})).toEqual([]);
});

test('says once what all targets get from the defaults', () => {
  expect(found({ defaults: { values: { replicaCount: 'three' } } })).toEqual([
    `helmRelease.defaults.values.replicaCount: must be an integer, got a string ${BY}`,
  ]);
});

test('names the override, the target and the expression that a value is from', () => {
  expect(
    found({
      defaults: { values: { replicaCount: 1 }, set: ['image.pullPolicy=Sometimes'] },
      overrides: [{ matchLabels: { stage: 'prod' }, values: { replicaCount: -1 } }],
      own: { values: { service: 80 } },
    }),
  ).toEqual([
    `helmRelease.defaults.set[0]: values.image.pullPolicy must be one of "Always" or "Never" ${BY}`,
    `helmRelease.deploy[0].values.service: must be a string or a map, got a number ${BY}`,
    `helmRelease.overrides[0].values.replicaCount: must be >= 0 ${BY}`,
  ]);
});

test('groups targets that say the same', () => {
  const deploy = destinations.map((destination) => ({ destination, values: { replicaCount: [] } }));
  expect(found({ deploy })).toEqual([
    `helmRelease.deploy[0].values.replicaCount (and 2 more: deploy[1, 2]): must be an integer, got a list ${BY}`,
  ]);
});

test('never shows a value', () => {
  const values = { replicaCount: 'hunter2', image: { pullPolicy: 'hunter2' }, service: ['hunter2'] };
  const lines = found({ defaults: { values } });
  expect(lines).toHaveLength(3);
  expect(lines.join()).not.toContain('hunter2');
});

test('an unknown key is an error where the schema closes the map, and a warning where the chart does not read it', () => {
  expect(found({ defaults: { values: { image: { tagg: 'v2' }, replicaCoutn: 2 } } })).toEqual([
    `helmRelease.defaults.values.image.tagg: no such key; did you mean "tag"? ${BY}`,
    'warning: helmRelease.defaults.values.replicaCoutn: is a key that web 1.4.0 does not know; did you mean "replicaCount"?',
  ]);
});

test('checks charts below by their own schemas, under their aliases, and not those that are disabled', () => {
  expect(found({ defaults: { values: { store: { size: 'large' }, global: { zone: 1 } } } })).toEqual([
    'helmRelease.defaults.values.store.size: does not match ^[0-9]+Gi$ (the schema of database 2.0.0)',
    'helmRelease.defaults.values.global.zone: must be a string, got a number (the schema of database 2.0.0)',
  ]);
  expect(found({ defaults: { values: { store: { enabled: false, size: 'large' } } } })).toEqual([]);
});

test('says where a null deletes what the schema asks for, of which the versions of Helm think alike', () => {
  expect(found({ own: { values: { image: { repository: null } } } })).toEqual([
    `helmRelease.deploy[0].values.image.repository: required, but missing: null deletes it ${BY}`,
  ]);
});

test('warns where the versions of Helm differ about a null', () => {
  expect(found({ own: { values: { image: { pullPolicy: null } } } })).toEqual([
    `warning: helmRelease.deploy[0].values.image.pullPolicy: must be one of "Always" or "Never" ${BY}: Helm 4.2 refuses it for a null, Helm 3 does not`,
  ]);
});

test('says nothing where install and upgrade both switch the schema off', () => {
  const values = { replicaCount: 'three' };
  const off = { disableSchemaValidation: true };
  expect(found({ defaults: { values, install: off, upgrade: off } })).toEqual([]);
  expect(found({ defaults: { values, install: off } })).toHaveLength(1);
});

test('with values that are not known, says what they cannot mend', () => {
  const valuesFrom = [{ kind: 'Secret' as const, name: 'more' }];
  const values = { replicaCount: 'three', image: { repository: null, tagg: 'v2' }, service: {} };
  expect(found({ defaults: { values, valuesFrom } })).toEqual([
    `helmRelease.defaults.values.replicaCount: must be an integer, got a string ${BY}`,
    `helmRelease.defaults.values.image.tagg: no such key; did you mean "tag"? ${BY}`,
  ]);
  const path = [{ kind: 'Secret' as const, name: 'more', targetPath: 'replicaCount' }];
  expect(found({ defaults: { values: { replicaCount: 'three' }, valuesFrom: path } }).join()).not.toContain('integer');
});

test('reads what ConfigMaps of the app bring by valuesFrom', () => {
  const scope = testChart();
  const from = new ApiObject(scope, 'more', {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more' } },
    data: { 'values.yaml': 'image:\n  repository: null\n' },
  });
  expect(found({ defaults: { values: { image: { tag: 'v2' } }, valuesFrom: [{ from }] } }, scope)).toEqual([
    `helmRelease.defaults.values.image.repository: required, but missing: null deletes it ${BY}`,
  ]);
});

test('accepts an integer beyond 2^53 in a ConfigMap of the app', () => {
  const of = (text: string) => {
    const scope = testChart();
    const from = new ApiObject(scope, 'more', {
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more' } },
      data: { 'values.yaml': text },
    });
    return found({ defaults: { valuesFrom: [{ from }] } }, scope);
  };
  expect(of('replicaCount: 9007199254740993\n')).toEqual([]);
  expect(of('replicaCount: -9007199254740993\n')).toEqual([
    `helmRelease.deploy[0].values.replicaCount (and 2 more: deploy[1, 2]): must be >= 0 ${BY}`,
  ]);
});

test('does not refuse values of a chart below that other values may disable', () => {
  const values = { store: { size: 'large' } };
  const valuesFrom = [{ kind: 'Secret' as const, name: 'more' }];
  expect(found({ defaults: { values, valuesFrom } })).toEqual([]);
  expect(found({ defaults: { values }, chart: { ...web, valuesFiles: ['values-small.yaml'] } })).toEqual([
    'warning: helmRelease.chart.valuesFiles: the content of "values-small.yaml" is not known here, so that missing values are not reported: import the chart again',
  ]);
  const refused = ['helmRelease.defaults.values.store.size: does not match ^[0-9]+Gi$ (the schema of database 2.0.0)'];
  expect(found({ defaults: { values } })).toEqual(refused);
  const listed = (fields: object) => {
    const dependencies = [{ name: 'database', version: '2.x', alias: 'store', ...fields }];
    return typedChart<ValuesMap>({ chart: 'web', version: '1.4.0' }, JSON.stringify({ ...CONTENTS, dependencies }));
  };
  expect(found({ defaults: { values, valuesFrom }, chart: listed({ tags: ['storage'] }) })).toEqual([]);
  expect(found({ defaults: { values, valuesFrom }, chart: listed({}) })).toEqual(refused);
});

describe('valuesFiles of the chart', () => {
  const files = {
    'values-prod.yaml': { replicaCount: -1 },
    'values-store.yaml': { image: { repository: 'web' }, store: { size: 'large' } },
    'env/eu.yaml': { image: { tag: 'v2' }, extra: 1 },
    'ci/all.yaml': null,
  };
  const filed = typedChart<ValuesMap>(
    { chart: 'web', version: '1.4.0' },
    JSON.stringify({ ...CONTENTS, schema: { ...SCHEMA, required: ['image'] }, files }),
  );
  const withFiles = (valuesFiles: readonly string[], given: Given = {}, fields = {}) =>
    found({ chart: { ...filed, valuesFiles: [...valuesFiles], ...fields }, ...given });
  const OF_FILES = '; the value is in a file of "valuesFiles"';

  test('replace values.yaml, in their order', () => {
    expect(withFiles(['values.yaml'])).toEqual([]);
    expect(withFiles(['env/eu.yaml'])).toEqual([
      `helmRelease.deploy[0].values.image.repository (and 2 more: deploy[1, 2]): required, but missing ${BY}`,
    ]);
    expect(withFiles(['values.yaml', 'env/eu.yaml'])).toEqual([]);
    const refused = `helmRelease.deploy[0].values.replicaCount (and 2 more: deploy[1, 2]): must be >= 0${OF_FILES} ${BY}`;
    expect(withFiles(['values.yaml', 'values-prod.yaml'])).toEqual([refused]);
    expect(withFiles(['values-prod.yaml', './values.yaml'])).toEqual([]);
    expect(withFiles(['values.yaml', 'values-prod.yaml'], { defaults: { values: { replicaCount: 2 } } })).toEqual([]);
    expect(withFiles(['values-store.yaml'])).toEqual([
      `helmRelease.deploy[0].values.store.size (and 2 more: deploy[1, 2]): does not match ^[0-9]+Gi$${OF_FILES} (the schema of database 2.0.0)`,
    ]);
  });

  test('of a target replace those of the application', () => {
    const deploy = destinations.map((destination, index) => ({
      destination,
      ...(index === 1 && { chart: { valuesFiles: ['values.yaml', 'values-prod.yaml'] } }),
    }));
    expect(withFiles(['values.yaml'], { deploy })).toEqual([
      `helmRelease.deploy[1].values.replicaCount: must be >= 0${OF_FILES} ${BY}`,
    ]);
  });

  test('that the chart does not have are errors, unless Flux ignores them', () => {
    expect(withFiles(['values.yaml', 'values-prd.yaml'])).toEqual([
      'helmRelease.chart.valuesFiles: web 1.4.0 has no file "values-prd.yaml", so that Flux cannot build the chart; did you mean "values-prod.yaml"?',
    ]);
    expect(withFiles(['values.yaml', 'values-prd.yaml'], {}, { ignoreMissingValuesFiles: true })).toEqual([]);
  });

  test('whose content the module lacks leave only problems of single values', () => {
    const unknown =
      'warning: helmRelease.chart.valuesFiles: the content of "ci/all.yaml" is not known here, so that missing values are not reported: write its values in "values", or in a file in the folder of the chart';
    expect(withFiles(['ci/all.yaml'])).toEqual([unknown]);
    expect(withFiles(['ci/all.yaml'], { defaults: { values: { replicaCount: -1 } } })).toEqual([
      `helmRelease.defaults.values.replicaCount: must be >= 0 ${BY}`,
      unknown,
    ]);
  });

  test('are paths in the source where the chart is a folder in it', () => {
    const scope = testChart();
    const source = new GitRepository(scope, 'git', { url: 'https://git.example.com/charts' });
    const inSource = (path: string) =>
      found({ chart: { ...filed, chart: './charts/web', valuesFiles: [path] }, source }, scope).slice(1);
    expect(inSource('charts/web/values-prod.yaml')).toEqual([
      `warning: helmRelease.deploy[0].values.image (and 2 more: deploy[1, 2]): required, but missing ${BY}`,
      `warning: helmRelease.deploy[0].values.replicaCount (and 2 more: deploy[1, 2]): must be >= 0${OF_FILES} ${BY}`,
    ]);
  });

  test.each([
    ['fields of a template', (valuesFiles: string[]) => ({ ...filed, valuesFiles })],
    ['the chart of a template', (valuesFiles: string[]) => ({ chart: { ...filed, interval: '5m' }, valuesFiles })],
  ])('of %s count for the applications that use it', (_, fields) => {
    const scope = testChart();
    const source = new HelmRepository(scope, 'charts', { url: 'https://charts.example.com' });
    const valuesFiles = Lazy.any({ produce: () => ['values.yaml', 'values-prod.yaml'] }) as unknown as string[];
    const template = new HelmTemplate(scope, 'web', { source, ...fields(valuesFiles) });
    expect(found({ template }, scope)).toEqual([
      `helmRelease.deploy[0].values.replicaCount (and 2 more: deploy[1, 2]): must be >= 0${OF_FILES} ${BY}`,
    ]);
  });
});

test('does not refuse what depends on a text that Flux may substitute', () => {
  const variable = ['$', '{NAME}'].join('');
  expect(found({ defaults: { values: { store: { enabled: variable, size: 'large' } } } })).toEqual([]);
  expect(found({ defaults: { values: { image: { [variable]: 'v2' } } } })).toEqual([]);
  expect(found({ defaults: { values: { [variable]: 1 } } })).toEqual([]);
  const schema = {
    if: { properties: { secret: { const: 'prod' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
    then: {},
    else: { required: ['service'], properties: { replicaCount: { type: 'string' } } },
  };
  const chart = typedChart<ValuesMap>({ chart: 'web', version: '1.4.0' }, JSON.stringify({ ...CONTENTS, schema }));
  expect(found({ chart, defaults: { values: { secret: variable } } })).toEqual([]);
  expect(found({ chart, defaults: { values: { secret: 'dev' } } })).toHaveLength(2);
  // a value that is wrong independently of variables is rejected
  expect(found({ defaults: { values: { replicaCount: 'three', secret: variable } } })).toEqual([
    `helmRelease.defaults.values.replicaCount: must be an integer, got a string ${BY}`,
  ]);
});

test('leaves out what Flux may substitute, and what Lazy gives is checked', () => {
  expect(found({ defaults: { values: { image: { pullPolicy: ['$', '{PULL_POLICY}'].join('') } } } })).toEqual([]);
  const replicaCount = Lazy.any({ produce: () => 'three' });
  expect(found({ defaults: { values: { replicaCount } } })).toHaveLength(1);
});

test('warns, and only warns, where another version may be delivered', () => {
  expect(found({ chart: { ...web, version: '1.x' }, defaults: { values: { replicaCount: 'three' } } })).toEqual([
    'warning: helmRelease.chart.version: is "1.x": the values are validated with the imported chart, web 1.4.0, and problems are warnings',
    `warning: helmRelease.defaults.values.replicaCount: must be an integer, got a string ${BY}`,
  ]);
  const scope = testChart();
  const source = GitRepository.fromName(scope, 'git', 'git');
  expect(found({ source, chart: { ...web, chart: './charts/web' } }, scope)).toEqual([
    'warning: helmRelease.chart.version: is determined by the source: the values are validated with the imported chart, web 1.4.0, and problems are warnings',
  ]);
});

test.each([0, 2])(
  'is an error if one target of a layer is sure to get the chart, whose version target %i changes',
  (other) => {
    const deploy = destinations.map((destination, index) => ({
      destination,
      ...(index === other && { chart: { version: '1.5.0' } }),
    }));
    expect(found({ deploy, defaults: { values: { replicaCount: 'three' } } })).toEqual([
      `helmRelease.defaults.values.replicaCount: must be an integer, got a string ${BY}`,
      `warning: helmRelease.deploy[${other}].chart.version: is "1.5.0": the values are validated with the imported chart, web 1.4.0, and problems are warnings`,
    ]);
  },
);

test('checks a target with another chart by that', () => {
  const values = { replicaCount: 3 };
  const [first, ...others] = destinations;
  const deploy = [
    web13.target({ destination: first as never, values }),
    ...others.map((destination) => ({ destination, values })),
  ];
  expect(found({ deploy })).toEqual([
    'helmRelease.deploy[0].values.replicaCount: must be a string, got a number (the schema of web 1.3.0)',
  ]);
});

test('does not check a target with another chart that was not imported', () => {
  const values = { replicaCount: 'three' };
  expect(found({ own: { chart: { chart: 'web-fork' }, values } })).toEqual([]);
  expect(found({ own: { chart: { chart: 'other', version: '1.0.0' }, values } })).toEqual([]);
  const overrides = [{ matchLabels: { stage: 'dev' }, chart: { chart: 'other' }, values }];
  expect(found({ overrides })).toEqual([]);
  expect(found({ overrides, own: { chart: web13, values: { replicaCount: 3 } } })).toEqual([
    'helmRelease.deploy[0].values.replicaCount: must be a string, got a number (the schema of web 1.3.0)',
  ]);
  // a target that only sets a field of the chart still uses the same chart
  expect(found({ own: { chart: { interval: '5m' }, values } })).toEqual([
    `helmRelease.deploy[0].values.replicaCount: must be an integer, got a string ${BY}`,
  ]);
});

test('checks applications with a template of the chart', () => {
  const scope = testChart();
  const source = HelmRepository.fromName(scope, 'repository', 'charts');
  const template = new HelmTemplate(scope, 'template', { ...web, source });
  expect(found({ template, defaults: { values: { replicaCount: 'three' } } }, scope)).toEqual([
    `helmRelease.defaults.values.replicaCount: must be an integer, got a string ${BY}`,
  ]);
});

test('checks applications with an OCIRepository of the chart', () => {
  const scope = testChart();
  const url = 'oci://registry.example.com/charts/web';
  const values = { replicaCount: 'three' };
  const source = new OCIRepository(scope, 'exact', { url, chart: web });
  expect(found({ source, chart: undefined, defaults: { values } }, scope)).toEqual([
    `helmRelease.defaults.values.replicaCount: must be an integer, got a string ${BY}`,
  ]);
  const tagged = new OCIRepository(scope, 'tagged', { url, chart: web, ref: { tag: '1.4.0' } });
  expect(found({ source: tagged, chart: undefined, defaults: { values } }, testChart())).toEqual([
    `helmRelease.defaults.values.replicaCount: must be an integer, got a string ${BY}`,
  ]);
  const latest = new OCIRepository(scope, 'latest', { url, chart: web, ref: { tag: 'latest' } });
  expect(found({ source: latest, chart: undefined }, testChart())).toEqual([
    'warning: helmRelease.source.version: is "latest": the values are validated with the imported chart, web 1.4.0, and problems are warnings',
  ]);
  const other = testChart();
  const range = new OCIRepository(other, 'range', { url, chart: web, ref: { semver: '1.x', tag: '1.4.0' } });
  expect(found({ source: range, chart: undefined, defaults: { values } }, other)).toEqual([
    'warning: helmRelease.source.version: is determined by the source: the values are validated with the imported chart, web 1.4.0, and problems are warnings',
    `warning: helmRelease.defaults.values.replicaCount: must be an integer, got a string ${BY}`,
  ]);
});

test('says of a schema that is not valid that Helm refuses all values', () => {
  const broken = { ...CONTENTS, schema: { properties: { port: { pattern: '^(?!0)' } } } };
  const chart = typedChart<ValuesMap>({ chart: 'web', version: '1.4.0' }, JSON.stringify(broken));
  expect(found({ chart })).toEqual([
    'helmRelease.chart: the schema of web 1.4.0 is not valid, so that Helm refuses all values: "^(?!0)" is not a valid Go regular expression',
  ]);
});

test('a template of a chart is the same with the chart, and with its fields', () => {
  const write = (fields: typeof web | { chart: typeof web; version?: string; interval?: string }) => {
    const scope = testChart();
    const source = HelmRepository.fromName(scope, 'charts', 'charts');
    new HelmTemplate(scope, 'web', { source, ...fields });
    return Testing.synth(scope);
  };
  expect(write({ chart: web })).toEqual(write(web));
  const [template] = write({ chart: web, version: undefined, interval: '5m' });
  expect(template.spec).toMatchObject({ chart: 'web', version: '1.4.0', interval: '5m' });
  expect(write({ chart: web, version: '1.3.0' })[0].spec.version).toBe('1.3.0');
});

test('reports what a template and an OCIRepository lack, and still checks their applications', () => {
  const refused = `warning: helmRelease.deploy[0].values.replicaCount (and 2 more: deploy[1, 2]): must be an integer, got a string ${BY}`;
  const values = { replicaCount: 'three' };
  const deploy = destinations.map((destination) => ({ destination, values }));
  const scope = testChart();
  const template = new HelmTemplate(scope, 'web', { chart: web } as never);
  expect(found({ template, deploy }, scope)).toEqual([
    '[test/web] source: required, but missing',
    'warning: helmRelease.template.version: is determined by the source: the values are validated with the imported chart, web 1.4.0, and problems are warnings',
    refused,
  ]);
  const other = testChart();
  const url = 'oci://registry.example.com/charts/web';
  const source = new OCIRepository(other, 'web', { url, chart: web, ref: { tag: 5 } } as never);
  expect(found({ source, chart: undefined, deploy }, other)).toEqual([
    '[test/web] ref.tag: must be a string, got a number (5)',
    'warning: helmRelease.source.version: is determined by the source: the values are validated with the imported chart, web 1.4.0, and problems are warnings',
    refused,
  ]);
});

test('a chart by itself writes what it wrote without', () => {
  const write = (chart: { readonly chart: string; readonly version?: string }) => {
    const scope = Testing.chart();
    const source = HelmRepository.fromName(scope, 'charts', 'charts');
    const deploy = [{ destination: Cluster.host().namespace('web') }];
    new FluxApplication(scope, 'web', { helmRelease: { source, chart, deploy } });
    return Testing.synth(scope);
  };
  expect(write(web)).toEqual(write({ chart: 'web', version: '1.4.0' }));
});
