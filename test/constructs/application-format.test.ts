import { App, Chart, Lazy, Testing } from 'cdk8s';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { explicitForm, lower } from '../../src/application';
import {
  ApplicationFormat,
  Cluster,
  FleetApp,
  FluxApplication,
  type FluxApplicationProps,
  GitRepository,
  HelmRepository,
  HelmTemplate,
} from '../../src/constructs';
import { runs } from '../random-runs';
import { anyValues, sameShapeValues } from '../values/arbitrary';
import { errorsOf, testChart } from './chart';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const host = Cluster.host();

function props(chart: Chart, own: Partial<FluxApplicationProps> = {}): FluxApplicationProps {
  return {
    helmRelease: {
      template: HelmTemplate.fromName(chart, 'template', 'template'),
      defaults: { values: { replicas: 1, none: null } },
      overrides: [{ matchLabels: { stage: 'prod' }, values: { replicas: 3 } }],
      deploy: [
        { destination: host.namespace('web') },
        { destination: Cluster.member('eu-1', { labels: { stage: 'prod' } }).namespace('web') },
        { destination: Cluster.member('eu-2', { labels: { stage: 'prod' } }).namespace('web'), set: ['a[1]=x'] },
        { destination: Cluster.member('eu-3').namespace('web') },
      ],
    },
    ...own,
  } as FluxApplicationProps;
}

const kinds = (objects: readonly Any[]) => [...new Set(objects.map(({ kind }) => kind))];

describe('applicationFormat', () => {
  test('compact says once what targets share, and lowers to the same objects', () => {
    const [explicit, compact] = (['explicit', 'compact'] as const).map((applicationFormat) => {
      const chart = testChart();
      new FluxApplication(chart, 'web', props(chart, { applicationFormat }));
      return Testing.synth(chart) as Any[];
    }) as [Any[], Any[]];
    const [application, ...objects] = compact;
    expect(objects).toEqual(explicit.slice(1));
    expect(application.spec.fluxApp.spec.config.helmRelease).toEqual({
      template: 'template',
      defaults: { interval: '10m', releaseName: 'web', values: { replicas: 1 }, nulls: '{"none":null}' },
      layers: [{ name: 'overrides[0]', values: { replicas: 3 } }],
      targets: [
        { destination: { targetNamespace: 'web' } },
        member('eu-1', { layers: ['overrides[0]'] }),
        member('eu-2', { layers: ['overrides[0]'], values: {}, nulls: '{"a":[null,"x"]}' }),
        member('eu-3'),
      ],
    });
    expect(lower(application, { withApplication: true }).objects).toEqual(compact);
    expect(Object.keys(application.metadata.annotations)).toEqual(['gitops.kubesphere.io/digests']);
  });

  test('none writes the objects of Flux alone', () => {
    const chart = new Chart(new App({ outdir: 'dist/test' }), 'test', { namespace: 'apps', labels: { team: 'web' } });
    const web = new FluxApplication(chart, 'web', props(chart, { applicationFormat: 'none' }));
    const objects = Testing.synth(chart) as Any[];
    expect(kinds(objects)).toEqual(['ConfigMap', 'HelmRelease']);
    expect(web.application.kind).toBe('Application');
    expect(web.application.metadata.namespace).toBe('apps');
    expect(chart.node.findAll()).not.toContain(web.application);
    const [application] = JSON.parse(JSON.stringify([web.application.toJson()]));
    expect(lower(application).objects.map(({ kind, metadata }) => [kind, metadata.name])).toEqual(
      objects.map(({ kind, metadata }) => [kind, metadata.name]),
    );
  });

  test('of a kustomization is a set of kustomizations', () => {
    const chart = testChart();
    const source = GitRepository.fromName(chart, 'repo', 'repo');
    const deploy = ['a', 'b'].map((namespace) => ({ destination: host.namespace(namespace) }));
    const kustomization = { source, defaults: { prune: true }, deploy };
    new FluxApplication(chart, 'web', { kustomization, applicationFormat: 'compact' });
    const [application] = Testing.synth(chart) as Any[];
    expect(application.spec.fluxApp.spec.config).toEqual({
      kustomizationSet: {
        defaults: { interval: '10m', prune: true },
        targets: [{ destination: { targetNamespace: 'a' } }, { destination: { targetNamespace: 'b' } }],
      },
    });
  });

  test('that does not exist is an error', () => {
    const chart = testChart();
    new FluxApplication(chart, 'web', props(chart, { applicationFormat: 'compakt' as Any }));
    expect(errorsOf(chart)).toEqual([
      '[test/web] applicationFormat: must be explicit, compact or none; did you mean "compact"?',
    ]);
  });
});

function member(name: string, own: object = {}) {
  const destination = { kubeConfig: { secretRef: { name } }, targetNamespace: 'web' };
  return { destination, storageNamespace: 'web', ...own };
}

describe('ApplicationFormat', () => {
  const formOf = (chart: Chart) => {
    const [application] = Testing.synth(chart) as Any[];
    if (application.kind !== 'Application') return 'none';
    return application.spec.fluxApp.spec.config.helmRelease.targets ? 'compact' : 'explicit';
  };

  test('the innermost scope decides, and the application goes before it', () => {
    const app = new App({ outdir: 'dist/test' });
    ApplicationFormat.of(app).use('compact');
    const charts = ['a', 'b', 'c'].map((id) => new Chart(app, id)) as [Chart, Chart, Chart];
    ApplicationFormat.of(charts[1]).use('none');
    ApplicationFormat.of(charts[2]).use('none');
    for (const [index, chart] of charts.entries()) {
      const own = index === 2 ? ({ applicationFormat: 'explicit' } as const) : {};
      new FluxApplication(
        chart,
        'web',
        props(chart, { metadata: { name: `web-${index}`, namespace: 'apps' }, ...own }),
      );
    }
    expect(charts.map(formOf)).toEqual(['compact', 'none', 'explicit']);
  });

  test('a FleetApp has it as a prop', () => {
    const chart = new Chart(new FleetApp({ outdir: 'dist/test', applicationFormat: 'compact' }), 'test', {
      namespace: 'apps',
    });
    new FluxApplication(chart, 'web', props(chart));
    expect(formOf(chart)).toBe('compact');
  });

  test('an unknown format, and one that comes too late, are errors', () => {
    const chart = testChart();
    expect(() => ApplicationFormat.of(chart).use('compackt' as Any)).toThrow(
      'applicationFormat: must be explicit, compact or none; did you mean "compact"?',
    );
    expect(() => new FleetApp({ applicationFormat: 'expanded' as Any })).toThrow(
      'applicationFormat: must be explicit, compact or none',
    );
    new FluxApplication(chart, 'web', props(chart));
    expect(() => ApplicationFormat.of(chart.node.root).use('compact')).toThrow(
      'applicationFormat: test/web already exists: set the format before the applications are created',
    );
  });
});

const layer = fc.record(
  {
    values: fc.oneof(anyValues, sameShapeValues),
    set: fc.subarray(['a=1', 'list[1]=x', 'm.n=null', 'b={1,2}'], { minLength: 1 }),
    timeout: fc.constantFrom('1m', '2m'),
    install: fc.constantFrom({ createNamespace: true }, { replace: false }),
    chart: fc.constant({ version: '2.0.0' }),
  },
  { requiredKeys: [] },
);
const stage = fc.constantFrom('dev', 'prod', undefined);
const fleets = fc.record({
  defaults: layer.map(({ chart: _, ...fields }) => fields),
  overrides: fc.array(fc.tuple(fc.constantFrom<Any>({}, { stage: 'prod' }, { stage: 'dev' }), layer), { maxLength: 3 }),
  targets: fc.array(fc.tuple(stage, layer, fc.boolean()), { minLength: 1, maxLength: 6 }),
});

test('every fleet that can be written lowers alike in both forms, from what is written and from what is stored', () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const counts: Record<string, number> = {};
  let all = 0;
  fc.assert(
    fc.property(fleets, ({ defaults, overrides, targets }) => {
      const synth = (applicationFormat: 'explicit' | 'compact') => {
        const chart = testChart();
        const deploy = targets.map(([stage, own, isLazy], index) => ({
          destination: Cluster.member(`eu-${index}`, { labels: stage ? { stage } : {} }).namespace('web'),
          ...own,
          ...(isLazy ? { serviceAccountName: Lazy.any({ produce: () => `lazy-${index % 2}` }) as Any } : {}),
        }));
        const lists = { defaults, overrides: overrides.map(([matchLabels, own]) => ({ matchLabels, ...own })), deploy };
        new FluxApplication(chart, 'web', {
          applicationFormat,
          helmRelease: {
            source: HelmRepository.fromName(chart, 'charts', 'charts'),
            chart: { chart: 'podinfo', version: '1.x' },
            ...lists,
          },
        } as Any);
        return Testing.synth(chart) as Any[];
      };
      const [explicit, compact] = [synth('explicit'), synth('compact')];
      expect(compact.slice(1)).toEqual(explicit.slice(1));
      const withoutMetadata = ({ metadata: _, ...rest }: Any) => rest;
      expect(withoutMetadata(explicitForm(compact[0]))).toEqual(withoutMetadata(explicit[0]));
      all++;
      const texts = { all: JSON.stringify([defaults, overrides, targets]), own: JSON.stringify(compact[0].spec) };
      const features = {
        nulls: texts.own.includes('"nulls"'),
        lists: texts.own.includes('['),
        set: texts.all.includes('"set":['),
        layers: texts.own.includes('"layers":['),
        Lazy: targets.some(([, , isLazy]) => isLazy),
      };
      for (const [name, isThere] of Object.entries(features)) counts[name] = (counts[name] ?? 0) + (isThere ? 1 : 0);
    }),
    { numRuns: runs(200) },
  );
  expect(Object.entries(counts).filter(([, count]) => count < all / 10)).toEqual([]);
});
