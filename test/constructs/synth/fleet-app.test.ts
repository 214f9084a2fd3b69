import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, type AppProps, Chart, Lazy, YamlOutputType } from 'cdk8s';
import { Construct, DependencyGroup, type IConstruct } from 'constructs';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Cluster, FleetApp, FluxApplication, HelmTemplate } from '../../../src';
import { parseYaml } from '../../../src/yaml/parse';
import { limit, runs } from '../../random-runs';

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'fleet-app-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

/** The output of an app: the text of every file, or the error. */
function written(make: (app: App) => void, app: (props: AppProps) => App, props: AppProps = {}): unknown {
  const outdir = mkdtempSync(join(work, 'out-'));
  try {
    const made = app({ outdir, ...props });
    make(made);
    made.synth();
    const names = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
    return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
  } catch (error) {
    return String(error);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const stock = (props: AppProps) => new App(props);
const fleet = (props: AppProps) => new FleetApp(props);

function expectTheSame(make: (app: App) => void, props: AppProps = {}): unknown {
  const ours = written(make, fleet, props);
  expect(ours).toEqual(written(make, stock, props));
  return ours;
}

/**
 * A tree of constructs: their kinds, parents and dependencies, as numbers that are reduced modulo the number of
 * candidates.
 */
const trees = fc.record({
  nodes: fc.array(
    fc.record({
      kind: fc.constantFrom('chart', 'object', 'object', 'group'),
      at: fc.nat(),
      isNamedByNumber: fc.boolean(),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  dependencies: fc.array(fc.record({ from: fc.nat(), to: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }) }), {
    maxLength: 5,
  }),
});

function grow(app: App, { nodes, dependencies }: typeof trees extends fc.Arbitrary<infer T> ? T : never): void {
  const all: IConstruct[] = [new Chart(app, 'first')];
  nodes.forEach(({ kind, at, isNamedByNumber }, index) => {
    const scope = kind === 'chart' && at % 2 === 0 ? app : (all[at % all.length] as IConstruct);
    const id = isNamedByNumber ? String(100 - index) : `${kind}-${index}`;
    if (kind === 'chart') all.push(new Chart(scope as Construct, id));
    else if (kind === 'group') all.push(new Construct(scope as Construct, id));
    else all.push(new ApiObject(scope as Construct, id, { apiVersion: 'v1', kind: 'ConfigMap' }));
  });
  for (const { from, to } of dependencies) {
    const targets = to.map((number) => all[number % all.length] as IConstruct);
    const source = all[from % all.length] as IConstruct;
    if (targets.includes(source)) continue; // cdk8s would not terminate
    source.node.addDependency(targets.length === 1 ? (targets[0] as IConstruct) : new DependencyGroup(...targets));
  }
}

test(
  'writes the same files in the same order as cdk8s, whatever depends on what',
  () => {
    const seen = { files: 0, circles: 0, numbered: 0 };
    fc.assert(
      fc.property(trees, fc.boolean(), (tree, isOneFile) => {
        const yamlOutputType = isOneFile ? YamlOutputType.FILE_PER_APP : YamlOutputType.FILE_PER_CHART;
        const result = expectTheSame((app) => grow(app, tree), { yamlOutputType });
        if (typeof result === 'string') seen.circles++;
        else seen.files++;
        if (Object.keys(result as object).some((name) => name.startsWith('0001-'))) seen.numbered++;
      }),
      { numRuns: runs(600) },
    );
    expect(Math.min(seen.files, seen.circles, seen.numbered)).toBeGreaterThan(40);
  },
  limit(120_000),
);

function addFleet(app: App, { namespace = 'fleet' } = {}): FluxApplication[] {
  return ['one', 'two'].map((id) => {
    const chart = new Chart(app, id, { namespace, labels: { team: 'a' } });
    const application = new FluxApplication(chart, id, {
      helmRelease: {
        template: HelmTemplate.fromName(chart, 'template', 'template'),
        defaults: { values: { image: { tag: 'v1', pullPolicy: 'Always' }, n: 'y', args: ['a', { b: 1 }] } },
        deploy: ['eu', 'us'].map((name) => ({
          destination: Cluster.member(name).namespace('web'),
          values: { image: { tag: Lazy.any({ produce: () => name }) }, gone: null },
        })),
      },
    });
    application.application.metadata.addLabel('added', 'later');
    return application;
  });
}

test.each([
  ['one file for each chart', {}],
  ['one file', { yamlOutputType: YamlOutputType.FILE_PER_APP }],
  ['one file for each object', { yamlOutputType: YamlOutputType.FILE_PER_RESOURCE }],
  ['folders', { yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE }],
  ['another extension', { outputFileExtension: '.yaml' }],
  ['metadata of constructs', { recordConstructMetadata: true }],
  ['own resolvers', { resolvers: [{ resolve: (context) => context.value === 'v1' && context.replaceValue('v2') }] }],
] as readonly [string, AppProps][])('writes applications as an App of cdk8s does: %s', (_, props) => {
  expect(Object.keys(expectTheSame(addFleet, props) as object).length).toBeGreaterThan(0);
});

test('writes what a chart makes of itself, and no file without charts', () => {
  class Own extends Chart {
    override toJson() {
      return [...super.toJson(), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one-more' } }];
    }
  }
  const make = (app: App) => new ApiObject(new Own(app, 'own'), 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
  expect(JSON.stringify(expectTheSame(make))).toContain('one-more');
  expect(expectTheSame(() => {}, { yamlOutputType: YamlOutputType.FILE_PER_APP })).toEqual({});
});

test('reads the environment as cdk8s does', () => {
  const outdir = join(work, 'from-environment');
  process.env.CDK8S_OUTDIR = outdir;
  process.env.CDK8S_RECORD_CONSTRUCT_METADATA = 'true';
  try {
    const app = new FleetApp();
    addFleet(app);
    app.synth();
  } finally {
    delete process.env.CDK8S_OUTDIR;
    delete process.env.CDK8S_RECORD_CONSTRUCT_METADATA;
  }
  expect(readdirSync(outdir).sort()).toEqual(['construct-metadata.json', 'one.k8s.yaml', 'two.k8s.yaml']);
});

test('objects of cdk8s are the data that they are there, and read everywhere as they are meant', () => {
  const spec = { text: '0o17', separated: 'a\u2028b', list: [1, 'two'], on: 'y', long: 'word '.repeat(40) };
  const make = (app: App) => new ApiObject(new Chart(app, 'a'), 'b', { apiVersion: 'v1', kind: 'X', spec });
  const { 'a.k8s.yaml': text } = written(make, fleet) as Record<string, string>;
  expect(parseYaml(text as string).map(({ value }) => value)).toEqual([expect.objectContaining({ spec })]);
});

test('validates once, and says all that is wrong in the words of cdk8s', () => {
  let asked = 0;
  const make = (app: App) => {
    for (const id of ['a', 'b', 'c']) {
      new Chart(app, id).node.addValidation({ validate: () => [`wrong ${++asked > 0 ? id : ''}`, 'twice'] });
    }
  };
  expect(written(make, fleet)).toBe(
    'Error: Validation failed with the following errors:\n  [a] wrong a\n  [a] twice\n  [b] wrong b\n  [b] twice\n' +
      '  [c] wrong c\n  [c] twice',
  );
  expect(asked).toBe(3);
  expect(written(make, stock)).toBe(written(make, fleet));
});

test('leaves a file as it was where an object cannot be made', () => {
  const outdir = mkdtempSync(join(work, 'out-'));
  const app = new FleetApp({ outdir });
  const chart = new Chart(app, 'chart');
  new ApiObject(chart, 'sound', { apiVersion: 'v1', kind: 'ConfigMap' });
  app.synth();
  const before = readFileSync(join(outdir, 'chart.k8s.yaml'), 'utf8');
  new ApiObject(chart, 'broken', { apiVersion: 'v1', kind: 'X', spec: { at: new Date(0) } });
  expect(() => app.synth()).toThrow(/non-simple object/);
  expect(readFileSync(join(outdir, 'chart.k8s.yaml'), 'utf8')).toBe(before);
  expect(readdirSync(outdir)).toEqual(['chart.k8s.yaml']);
});

test('targets of several applications may be written by turns, and all of it again', () => {
  const make = (app: App) => {
    const chart = new Chart(app, 'fleet', { namespace: 'apps' });
    const [one, other] = ['one', 'other'].map(
      (name) =>
        new FluxApplication(chart, name, {
          helmRelease: {
            template: HelmTemplate.fromName(chart, `template-${name}`, name),
            defaults: { values: { name, nested: { a: 1 }, list: [{ b: 2 }] } },
            deploy: [1, 2, 3].map((site) => ({
              destination: Cluster.member(`site-${site}`).namespace('web'),
              values: { site, nested: { c: site }, gone: null },
            })),
          },
        }),
    ) as [FluxApplication, FluxApplication];
    one.releases.forEach((release, index) => {
      release.addDependency(other.releases[2 - index] as ApiObject);
    });
  };
  const files = expectTheSame(make);
  const twice = (props: AppProps) => {
    const app = new FleetApp(props);
    const { synth } = app;
    app.synth = () => {
      synth.call(app);
      synth.call(app);
    };
    return app;
  };
  expect(written(make, twice)).toEqual(files);
  expect(String((files as Record<string, string>)['fleet.k8s.yaml']).match(/kind: HelmRelease\n/g)).toHaveLength(6);
});

test('resolves a Lazy once for each target, however often it is written', () => {
  let resolved = 0;
  const make = (app: App) => {
    const chart = new Chart(app, 'fleet', { namespace: 'apps' });
    new FluxApplication(chart, 'web', {
      helmRelease: {
        template: HelmTemplate.fromName(chart, 'template', 'web'),
        defaults: { values: { a: 1, gone: null, count: Lazy.any({ produce: () => ++resolved }) } },
        deploy: [1, 2].map((site) => ({ destination: Cluster.member(`site-${site}`).namespace('web') })),
      },
    });
  };
  const text = String((written(make, fleet) as Record<string, string>)['fleet.k8s.yaml']);
  expect(resolved).toBe(2);
  expect([...text.matchAll(/count: (\d)/g)].map(([, count]) => count)).toEqual(['1', '2', '1', '2']);
});

test('long chains of dependencies come to an end', () => {
  const outdir = mkdtempSync(join(work, 'out-'));
  const app = new FleetApp({ outdir });
  const charts = Array.from({ length: 30 }, (_, index) => {
    const chart = new Chart(app, `chart-${index}`);
    for (let object = 0; object < 100; object++) new ApiObject(chart, `o-${object}`, { apiVersion: 'v1', kind: 'X' });
    return chart;
  });
  charts.forEach((chart, index) => {
    if (index > 0) charts[index - 1]?.addDependency(chart);
  });
  app.synth(); // cdk8s would need about 30 * 100^30 steps
  expect(existsSync(join(outdir, '0000-chart-29.k8s.yaml'))).toBe(true);
});
