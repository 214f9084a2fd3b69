import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, memberSecret, until } from '../../harness';
import { type ChartRegistry, serveChartsAsArtifacts } from '../../harness/chart-registry';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { type GitRepository, serveGit } from '../../harness/git-repository';
import { describeWithClusters } from '../../harness/suite';
import { checkedLowering, lower } from '../../src/application';
import { inWaves } from '../../src/application/rollout/in-waves';
import { dependencyIn } from '../../src/status';
import { printYamlDocuments } from '../../src/yaml';
import { runs, SEED } from '../random-runs';
import { type Way, ways } from './appliers';
import { byVersion, contentOf, Witness } from './waves/witness';

// biome-ignore lint/suspicious/noExplicitAny: objects as API servers return them
type Stored = any;

const text = (content: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: content\ndata:\n  content: ${content}\n${more}`;
/** A chart that fails to render if its content begins with `bad`. */
const template = [
  '{{ if hasPrefix "bad" .Values.content }}{{ fail "it is bad" }}{{ end }}',
  text('{{ .Values.content }}', '  more: {{ .Values.more }}\n  version: {{ .Chart.Version }}\n'),
].join('\n');
const charts = ['1.0.0', '1.1.0'].map((version) => ({
  name: 'hello',
  version,
  files: { 'templates/content.yaml': template, 'values.yaml': 'content: none\nmore: none\n' },
}));

const CLUSTERS = ['host', 'eu-1', 'us-1'] as const;
type ClusterName = (typeof CLUSTERS)[number];

/** The targets by letter, which is also their namespace, in three waves. */
const TARGETS: Readonly<Record<string, { readonly cluster: ClusterName; readonly wave: number }>> = {
  a: { cluster: 'host', wave: 1 },
  b: { cluster: 'eu-1', wave: 1 },
  c: { cluster: 'eu-1', wave: 2 },
  d: { cluster: 'us-1', wave: 2 },
  e: { cluster: 'host', wave: 3 },
  f: { cluster: 'us-1', wave: 3 },
};
const LETTERS = Object.keys(TARGETS);
const waveOf = (letter: string) => TARGETS[letter]?.wave as number;
const inWave = (wave: number) => LETTERS.filter((letter) => waveOf(letter) === wave);

/** One change of the code, and an incident while it is delivered. */
interface Change {
  /** The waves with new content. */
  readonly waves: readonly number[];
  /** The order in which the objects are applied; all requests are sent before the first response. */
  readonly order: readonly string[];
  /** Whether only the first target of a wave has all dependencies, and the others depend on it. */
  readonly isSparse: boolean;
  readonly trouble?: {
    readonly target: string;
    /**
     * `bad`: the new content cannot be delivered, and the change is reverted. `suspended`: the target is suspended
     * until everything else has settled.
     */
    readonly kind: 'bad' | 'suspended';
  };
}

const orders = fc.shuffledSubarray(LETTERS, { minLength: LETTERS.length });
const changes: fc.Arbitrary<Change> = fc.record(
  {
    waves: fc.constantFrom([1, 2, 3], [1, 2, 3], [1, 3], [2, 3], [1], [3]),
    order: orders,
    isSparse: fc.boolean(),
    trouble: fc.record({
      target: fc.constantFrom(...LETTERS),
      kind: fc.constantFrom('bad' as const, 'suspended' as const),
    }),
  },
  { requiredKeys: ['waves', 'order', 'isSparse'] },
);
/**
 * Changes that are tested with any seed: failures and suspensions in the first wave, and a wave without new content.
 */
const always: readonly Omit<Change, 'order'>[] = [
  { waves: [1, 2, 3], isSparse: false },
  { waves: [1, 2, 3], isSparse: true, trouble: { target: 'a', kind: 'bad' } },
  { waves: [1, 3], isSparse: false, trouble: { target: 'b', kind: 'bad' } },
  { waves: [1, 3], isSparse: true, trouble: { target: 'a', kind: 'suspended' } },
  { waves: [1, 2, 3], isSparse: false, trouble: { target: 'b', kind: 'suspended' } },
  { waves: [1, 2, 3], isSparse: true },
];
const count = runs(always.length);
const rollouts: readonly Change[] = [
  ...fc
    .sample(orders, { seed: SEED, numRuns: always.length })
    .map((order, index) => ({ ...(always[index] as (typeof always)[number]), order })),
  ...fc.sample(changes, { seed: SEED, numRuns: Math.max(1, count - always.length) }),
].slice(0, count);

interface Place {
  readonly cluster: Client;
  readonly namespace: string;
}
const fromGit = ways.find(({ name }) => name === 'Flux, from Git') as Way;

type Contents = Readonly<Record<string, string>>;

describeWithClusters('waves', { clusters: CLUSTERS, flux: true }, (running) => {
  let served: ChartRepository;
  let older: ChartRepository;
  let artifacts: ChartRegistry;
  let git: GitRepository;
  beforeAll(async () => {
    [served, older, artifacts, git] = await Promise.all([
      serveCharts(charts),
      serveCharts(charts.slice(0, 1)),
      serveChartsAsArtifacts(charts),
      serveGit(),
    ]);
  });
  afterAll(() => Promise.all([served, older, artifacts, git].map((server) => server?.stop())));

  describe.each(['HelmRelease', 'Kustomization'] as const)('of %ss', (kind) => {
    const namespace = kind === 'HelmRelease' ? 'helm' : 'kustomize';
    let application: Waved;
    let witness: Witness;
    beforeAll(async () => {
      application = new Waved(running().clusters, namespace, kind);
      await application.prepare();
      if (kind === 'HelmRelease') await application.apply([application.source({ url: served.url })]);
      else await application.apply([application.source({ url: git.url, ref: { branch: 'main' } })]);
      witness = await Witness.watch(running().host, namespace, kind, application.places());
    });
    afterAll(() => witness?.stop());

    test('hold, in whichever order the objects are applied', { timeout: 120_000 * runs(1) }, async () => {
      if (kind === 'Kustomization') await git.commit(folders(rollouts.length));
      let contents: Contents = Object.fromEntries(LETTERS.map((letter) => [letter, 'r0']));
      const violations: string[] = [];
      const isReady = (letter: string, content: string) => witness.isReady(application.nameOf(letter), content);
      await application.apply(application.objects(contents, false));
      for (const letter of LETTERS) await until(`${letter} is ready`, () => isReady(letter, 'r0'));
      violations.push(...outOfOrder(application, witness, contents, LETTERS));

      for (const [index, change] of rollouts.entries()) {
        const { waves, order, isSparse, trouble } = change;
        const what = `rollout ${index + 1} ${JSON.stringify(change)}`;
        const next = (letter: string) => {
          if (!waves.includes(waveOf(letter))) return contents[letter] as string;
          return trouble?.kind === 'bad' && trouble.target === letter ? `bad${index + 1}` : `r${index + 1}`;
        };
        const wanted: Contents = Object.fromEntries(LETTERS.map((letter) => [letter, next(letter)]));
        const isTroubled = trouble !== undefined && waves.includes(waveOf(trouble.target));
        if (isTroubled && trouble.kind === 'suspended') await application.suspend(trouble.target, true);
        await application.apply(inOrder(application.objects(wanted, isSparse), order, application));
        const reached = (letter: string) => !isTroubled || waveOf(letter) <= waveOf(trouble.target);
        const rolled = LETTERS.filter((letter) => waves.includes(waveOf(letter)));
        const healthy = rolled.filter((letter) => reached(letter) && !(isTroubled && letter === trouble.target));
        const isLed = (letter: string) => isSparse && isTroubled && waveOf(letter) === waveOf(trouble.target);
        for (const letter of healthy) {
          // if the first target of a wave cannot continue, the others of the wave may not either
          if (!isLed(letter))
            await until(`${letter} is ready in ${what}`, () => isReady(letter, wanted[letter] as string));
        }
        if (isTroubled) {
          await application.untilStopped(trouble.target, trouble.kind, what);
          const held = rolled.filter((letter) => !reached(letter));
          for (const letter of held) await application.untilWaiting(letter, what);
          if (trouble.kind === 'suspended') {
            violations.push(...begun(application, witness, wanted, held).map((each) => `${what}: ${each}`));
            await application.suspend(trouble.target, false);
          } else {
            await application.apply(inOrder(application.objects(contents, isSparse), order, application));
            for (const letter of LETTERS) await application.untilReady(letter, contents[letter] as string, what);
            violations.push(...begun(application, witness, wanted, held).map((each) => `${what}: ${each}`));
            continue;
          }
        }
        for (const letter of LETTERS) await application.untilReady(letter, wanted[letter] as string, what);
        violations.push(...outOfOrder(application, witness, wanted, rolled).map((each) => `${what}: ${each}`));
        contents = wanted;
      }
      expect(violations).toEqual([]);
    });
  });

  describe.each(['HelmRelease', 'Kustomization'] as const)('of %ss that somebody has to approve', (kind) => {
    test('begin with the approval of what they are to get', async () => {
      const application = new Waved(running().clusters, `approved-${kind.toLowerCase()}`, kind);
      await application.prepare();
      if (kind === 'Kustomization') await git.commit(folders(2));
      const source = kind === 'HelmRelease' ? { url: served.url } : { url: git.url, ref: { branch: 'main' } };
      await application.apply([application.source(source)]);
      const contents = (content: string): Contents => Object.fromEntries(LETTERS.map((letter) => [letter, content]));
      for (const [content, isSparse] of [
        ['r1', false],
        ['r2', true],
      ] as const) {
        await application.apply(application.objects(contents(content), isSparse, {}, [3]));
        for (const letter of ['a', 'b', 'c', 'd']) await application.untilReady(letter, content, 'the waves before');
        for (const letter of inWave(3)) await application.untilWaiting(letter, 'the wave that waits');
        // without sparse dependencies, each target of a wave is approved separately
        const [first, second] = inWave(3) as [string, string];
        if (!isSparse) {
          await application.approve(second);
          await application.untilReady(second, content, 'the approved wave');
          await application.untilWaiting(first, 'the wave of which one is approved');
        }
        await application.approve(first);
        for (const letter of inWave(3)) await application.untilReady(letter, content, 'the approved wave');
      }
    });
  });

  test('an approval stays when Flux applies the objects again, out of Git', async () => {
    const { host } = running();
    const application = new Waved(running().clusters, 'from-git', 'HelmRelease');
    await application.prepare();
    const applier = await fromGit.start(host, 'from-git');
    const contents: Contents = Object.fromEntries(LETTERS.map((letter) => [letter, 'r1']));
    const objects = [application.source({ url: served.url }), ...application.objects(contents, false, {}, [3])];
    await applier.apply(printYamlDocuments(objects));
    await application.approve('e');
    const { code, stderr } = await host.kubectl([
      ...['annotate', 'helmrelease', application.nameOf('f'), '--namespace=from-git'],
      'gitops.kubesphere.io/approved=by-kubectl',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // a new commit makes Flux apply all of them
    await applier.apply(printYamlDocuments([...objects].reverse()));
    const approvals = ['e', 'f'].map(async (letter) => {
      const { annotations, labels } = (await application.get(letter)).metadata;
      const approved = annotations['gitops.kubesphere.io/approved'];
      return approved === undefined ? 'none' : approved === labels['gitops.kubesphere.io/rollout'];
    });
    expect(await Promise.all(approvals)).toEqual([true, 'none']);
    for (const letter of ['a', 'b', 'c', 'd', 'e'])
      await application.untilReady(letter, 'r1', 'the rollout out of Git');
    await application.untilWaiting('f', 'the rollout out of Git');
    await applier.stop();
  });

  describe('begin one by one', () => {
    const nameOf = (version: string) => `hello-${artifacts.digests.get(`hello:${version}`)?.slice(7, 19)}`;
    test.each<[string, string, (application: Waved, version: string) => Stored[], (name: string) => string]>([
      [
        'with a chart that is saved as a template',
        'saved',
        (application, version) => application.saving(version),
        (name) => /^roll-([\d.]+)-[0-9a-f]{6}$/.exec(name)?.[1] as string,
      ],
      [
        'with an OCIRepository that is named by its digest',
        'pinned',
        (application, version) => application.pinned(nameOf(version), artifacts, version),
        (name) => (name === nameOf('1.0.0') ? '1.0.0' : '1.1.0'),
      ],
    ])('%s', async (_, namespace, objectsOf, versionOf) => {
      const application = new Waved(running().clusters, namespace, 'HelmRelease');
      await application.prepare();
      await application.apply([application.source({ url: served.url })]);
      const { host } = running();
      const witness = await Witness.watch(host, namespace, 'HelmRelease', application.places(), byVersion(versionOf));
      for (const version of ['1.0.0', '1.1.0']) {
        await application.apply(objectsOf(application, version).reverse());
        for (const letter of LETTERS)
          await until(`${letter} has ${version}`, () => witness.isReady(application.nameOf(letter), version));
        const versions = Object.fromEntries(LETTERS.map((letter) => [letter, version]));
        expect(outOfOrder(application, witness, versions, LETTERS)).toEqual([]);
      }
      await witness.stop();
    });
  });

  test('have nothing repaired while they are held', async () => {
    const application = new Waved(running().clusters, 'drift', 'HelmRelease');
    await application.prepare();
    await application.apply([application.source({ url: served.url })]);
    const contents = (content: string): Contents => Object.fromEntries(LETTERS.map((letter) => [letter, content]));
    const repaired = { driftDetection: { mode: 'enabled' } };
    const { cluster, namespace } = application.places().get(application.nameOf('c')) as Place;
    const path = `/api/v1/namespaces/${namespace}/configmaps/content`;
    const content = async () => (await cluster.request('GET', path)).body.data.content;
    const drift = async () => {
      await cluster.request(
        'PATCH',
        path,
        { data: { content: 'drift' } },
        { contentType: 'application/merge-patch+json' },
      );
      await application.reconcile('c');
    };
    await application.apply(application.objects(contents('r1'), false, repaired));
    for (const letter of LETTERS) await application.untilReady(letter, 'r1', 'the first rollout');
    await drift();
    await until('it is repaired', async () => (await content()) === 'r1');
    await application.suspend('a', true);
    await application.apply(application.objects(contents('r2'), false, repaired));
    await application.untilWaiting('c', 'the second rollout');
    await drift();
    expect(await content()).toBe('drift');
    await application.suspend('a', false);
    for (const letter of LETTERS) await application.untilReady(letter, 'r2', 'the second rollout');
    expect(await content()).toBe('r2');
  });

  describe('hold nothing back that no release says', () => {
    let application: Waved;
    const contents: Contents = Object.fromEntries(LETTERS.map((letter) => [letter, 'own']));
    /** Delivers the releases, and suspends the first wave, for which the other waves would have to wait. */
    const begin = async (change: (spec: Stored) => Stored) => {
      const releases = application.objects(contents, false);
      await application.apply(releases.map((release) => ({ ...release, spec: change(release.spec) })));
      for (const letter of inWave(1)) await application.suspend(letter, false);
      for (const letter of LETTERS) await application.untilReady(letter, 'own', 'the first rollout');
      for (const letter of inWave(1)) await application.suspend(letter, true);
    };
    const delivered = (letter: string, field: string, value: string) =>
      until(`${letter} has ${field} ${value}`, async () => {
        const { cluster, namespace } = application.places().get(application.nameOf(letter)) as Place;
        const { body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/configmaps/content`);
        return body.data?.[field]?.split('+')[0] === value; // Flux appends the digest of an OCIRepository
      });
    beforeAll(async () => {
      application = new Waved(running().clusters, 'unheld', 'HelmRelease');
      await application.prepare();
      await application.apply([application.source({ url: older.url })]);
    });

    test('such as values in a ConfigMap that is changed in its place', async () => {
      const { host } = running();
      const metadata = { name: 'more', labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } };
      const path = '/api/v1/namespaces/unheld/configmaps';
      const data = (more: string) => ({ 'values.yaml': `more: ${more}\n` });
      await host.request('POST', path, { metadata, data: data('first') });
      await begin((spec) => ({ ...spec, valuesFrom: [{ kind: 'ConfigMap', name: 'more' }] }));
      await delivered('e', 'more', 'first');
      const contentType = 'application/merge-patch+json';
      await host.request('PATCH', `${path}/more`, { data: data('second') }, { contentType });
      await delivered('c', 'more', 'second');
      await delivered('e', 'more', 'second');
      await delivered('a', 'more', 'first');
    });

    test('such as an OCIRepository that gets another digest', async () => {
      const at = (version: string) => application.artifact('hello', artifacts, version);
      await application.apply([at('1.0.0')]);
      await begin(({ chart: _, ...spec }) => ({ ...spec, chartRef: { kind: 'OCIRepository', name: 'hello' } }));
      await delivered('e', 'version', '1.0.0');
      await application.apply([at('1.1.0')]);
      await delivered('c', 'version', '1.1.0');
      await delivered('e', 'version', '1.1.0');
      await delivered('a', 'version', '1.0.0');
    });

    test('such as a version that a range allows', async () => {
      const inRange = ({ chart, ...spec }: Stored) => ({
        ...spec,
        chart: { spec: { ...chart.spec, version: '1.x', interval: '1h' } },
      });
      await begin(inRange);
      await delivered('e', 'version', '1.0.0');
      await application.apply([application.source({ url: served.url })]);
      await delivered('c', 'version', '1.1.0');
      await delivered('e', 'version', '1.1.0');
      await delivered('a', 'version', '1.0.0');
    });
  });
});

/** Folders for all contents, except the bad ones. */
function folders(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count + 1 }, (_, index) => [`r${index}/content.yaml`, text(`r${index}`)]),
  );
}

function inOrder(objects: readonly Stored[], order: readonly string[], application: Waved): Stored[] {
  const names = order.map((letter) => application.nameOf(letter));
  return [...objects].sort((a, b) => names.indexOf(a.metadata.name) - names.indexOf(b.metadata.name));
}

/** The targets that began before all earlier waves were ready. */
function outOfOrder(application: Waved, witness: Witness, contents: Contents, letters: readonly string[]): string[] {
  const stateOf = (letter: string) => [application.nameOf(letter), contents[letter] as string] as const;
  return letters.flatMap((later) =>
    letters
      .filter((earlier) => waveOf(earlier) < waveOf(later) && !witness.isBefore(stateOf(earlier), stateOf(later)))
      .map((earlier) => `${later} began before ${earlier} was ready`),
  );
}

function begun(application: Waved, witness: Witness, contents: Contents, letters: readonly string[]): string[] {
  return letters
    .filter((letter) => witness.hasBegun(application.nameOf(letter), contents[letter] as string))
    .map((letter) => `${letter} began`);
}

/** An application with six targets in three waves. */
class Waved {
  constructor(
    private readonly clusters: Readonly<Record<ClusterName, Client>>,
    private readonly namespace: string,
    private readonly kind: 'HelmRelease' | 'Kustomization',
  ) {}

  async prepare(): Promise<void> {
    const make = (cluster: Client, name: string) =>
      cluster.request('POST', '/api/v1/namespaces', { metadata: { name } });
    await make(this.clusters.host, this.namespace);
    const places = [...this.places().values()];
    await Promise.all(places.map(({ cluster, namespace }) => make(cluster, namespace)));
    for (const name of ['eu-1', 'us-1'] as const) {
      const secret = memberSecret(this.clusters[name], this.namespace);
      await this.clusters.host.request('POST', `/api/v1/namespaces/${this.namespace}/secrets`, secret);
    }
  }

  places(): Map<string, Place> {
    return new Map(
      LETTERS.map((letter) => {
        const cluster = this.clusters[TARGETS[letter]?.cluster as ClusterName];
        return [this.nameOf(letter), { cluster, namespace: this.placeOf(letter) }];
      }),
    );
  }

  nameOf(letter: string): string {
    return `roll--${TARGETS[letter]?.cluster}--${this.placeOf(letter)}`;
  }

  source(spec: object): Stored {
    const [kind, name] = this.kind === 'HelmRelease' ? ['HelmRepository', 'charts'] : ['GitRepository', 'git'];
    const metadata = { name, namespace: this.namespace };
    return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata, spec: { interval: '1h', ...spec } };
  }

  /** An OCIRepository with the chart, referenced by digest. */
  artifact(name: string, { url, digests }: ChartRegistry, version: string): Stored {
    const layerSelector = { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' };
    const ref = { digest: digests.get(`hello:${version}`) };
    const spec = { interval: '1h', insecure: true, url: `${url}/hello`, ref, layerSelector };
    const metadata = { name, namespace: this.namespace };
    return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository', metadata, spec };
  }

  /** The HelmReleases or Kustomizations, with their gates. @param fields fields of every target */
  objects(contents: Contents, isSparse: boolean, fields: object = {}, approve: number[] = []): Stored[] {
    const rollout = { waves: this.waves(), approve };
    const { plan, diagnostics } = checkedLowering(this.application(this.spec(contents, fields)));
    if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
    const lowered = plan.targets.map((_, index) => plan.target(index));
    return inWaves(rollout, plan.targets, lowered, isSparse ? 0 : undefined).map(({ release }) => release);
  }

  /** All objects of the application with its chart saved as a template. */
  saving(version: string): Stored[] {
    return this.lowered(
      (spec) => {
        spec.config.helmRelease.chart.version = version;
      },
      { 'gitops.kubesphere.io/save-helm-template': 'true' },
    );
  }

  /** The artifact with the chart, and all objects of the application. */
  pinned(name: string, registry: ChartRegistry, version: string): Stored[] {
    const objects = this.lowered((spec) => {
      spec.source.sourceRef = { kind: 'OCIRepository', name };
      delete spec.config.helmRelease.chart;
    });
    return [this.artifact(name, registry, version), ...objects];
  }

  private lowered(change: (spec: Stored) => void, labels: object = {}): Stored[] {
    const spec = this.spec(Object.fromEntries(LETTERS.map((letter) => [letter, 'same'])), {});
    change(spec);
    const annotations = { 'gitops.kubesphere.io/rollout': JSON.stringify({ waves: this.waves() }) };
    const { objects, diagnostics } = lower(this.application(spec, { labels, annotations }));
    expect(diagnostics).toEqual([]);
    return [...objects];
  }

  async apply(objects: readonly Stored[]): Promise<void> {
    const contentType = 'application/apply-patch+yaml';
    const sent = objects.map((object) =>
      this.clusters.host.request('PATCH', `${pathOf(object)}?fieldManager=test&force=true`, object, { contentType }),
    );
    for (const { status, body } of await Promise.all(sent)) if (status >= 300) throw new Error(body.message);
  }

  /** Approves a target like `fluxapp approve`. */
  async approve(letter: string): Promise<void> {
    const { metadata } = await this.get(letter);
    const annotations = { 'gitops.kubesphere.io/approved': metadata.labels['gitops.kubesphere.io/rollout'] };
    const path = `${pathOf(this.refOf(letter))}?fieldManager=fluxapp`;
    const contentType = 'application/merge-patch+json';
    await this.clusters.host.request('PATCH', path, { metadata: { annotations } }, { contentType });
  }

  /** Requests a reconciliation like `flux reconcile`, and waits until the controller has handled it. */
  async reconcile(letter: string): Promise<void> {
    const requestedAt = new Date().toISOString();
    const metadata = { annotations: { 'reconcile.fluxcd.io/requestedAt': requestedAt } };
    const contentType = 'application/merge-patch+json';
    await this.clusters.host.request('PATCH', pathOf(this.refOf(letter)), { metadata }, { contentType });
    await until(`${letter} is looked at`, async () => {
      return (await this.get(letter)).status.lastHandledReconcileAt === requestedAt;
    });
  }

  /** Suspends a target with a command, not in the code. */
  async suspend(letter: string, suspend: boolean): Promise<void> {
    const contentType = 'application/merge-patch+json';
    await this.clusters.host.request('PATCH', pathOf(this.refOf(letter)), { spec: { suspend } }, { contentType });
  }

  /** Waits until Flux has seen the last change of a target and does not deliver it. */
  async untilStopped(letter: string, kind: 'bad' | 'suspended', what: string): Promise<void> {
    await until(`${letter} is ${kind} in ${what}`, async () => {
      const { metadata, spec, status } = await this.get(letter);
      if (kind === 'suspended') return spec.suspend === true;
      const ready = status.conditions.find((condition: Stored) => condition.type === 'Ready');
      return ready.status === 'False' && ready.observedGeneration === metadata.generation && !isWaiting(ready);
    });
  }

  /** Waits until Flux reports that the current generation of a target waits for others. */
  async untilWaiting(letter: string, what: string): Promise<void> {
    await until(`${letter} waits in ${what}`, async () => {
      const { metadata, status } = await this.get(letter);
      const ready = status.conditions.find((condition: Stored) => condition.type === 'Ready');
      if (!isWaiting(ready) || ready.observedGeneration !== metadata.generation) return false;
      // the dependency that status reads from the message
      const awaited = LETTERS.find((each) => dependencyIn(ready.message) === `${this.namespace}/${this.nameOf(each)}`);
      expect(awaited && waveOf(awaited), ready.message).toBeLessThanOrEqual(waveOf(letter));
      return true;
    });
  }

  async untilReady(letter: string, content: string, what: string): Promise<void> {
    let last: Stored;
    await until(`${letter} is ready with ${content}`, async () => {
      last = await this.get(letter);
      const { metadata, status } = last;
      const ready = status.conditions?.find((condition: Stored) => condition.type === 'Ready');
      const isCurrent = ready?.observedGeneration === metadata.generation;
      return ready?.status === 'True' && isCurrent && contentOf(last) === content;
    }).catch((error) => {
      throw new Error(`${what}: ${error.message}: ${JSON.stringify(last.status.conditions)}`);
    });
  }

  async get(letter: string): Promise<Stored> {
    return (await this.clusters.host.request('GET', pathOf(this.refOf(letter)))).body;
  }

  private refOf(letter: string): Stored {
    const group = this.kind === 'HelmRelease' ? 'helm.toolkit.fluxcd.io/v2' : 'kustomize.toolkit.fluxcd.io/v1';
    return { apiVersion: group, kind: this.kind, metadata: { name: this.nameOf(letter), namespace: this.namespace } };
  }

  private application(spec: Stored, metadata: object = {}): Stored {
    return {
      apiVersion: 'gitops.kubesphere.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'roll', namespace: this.namespace, ...metadata },
      spec: { kind: 'fluxcd', fluxApp: { spec } },
    };
  }

  /** The KEYs of the targets. */
  private waves(): string[][] {
    const keyOf = (letter: string) => {
      const { cluster } = TARGETS[letter] as { cluster: ClusterName };
      return cluster === 'host' ? this.placeOf(letter) : `${cluster}-${this.placeOf(letter)}`;
    };
    return [1, 2, 3].map((wave) => inWave(wave).map(keyOf));
  }

  private placeOf(letter: string): string {
    return `${this.namespace}-${letter}`;
  }

  private spec(contents: Contents, fields: object): Stored {
    const entry = (letter: string) => {
      const { cluster } = TARGETS[letter] as { cluster: ClusterName };
      const kubeConfig = cluster === 'host' ? {} : { kubeConfig: { secretRef: { name: cluster } } };
      return { destination: { ...kubeConfig, targetNamespace: this.placeOf(letter) }, interval: '1h', ...fields };
    };
    const namespace = (letter: string) => this.placeOf(letter);
    if (this.kind === 'Kustomization') {
      return {
        source: { sourceRef: { kind: 'GitRepository', name: 'git' } },
        config: { kustomization: LETTERS.map((at) => ({ ...entry(at), prune: true, path: `./${contents[at]}` })) },
      };
    }
    const values = (letter: string) => ({
      values: { content: contents[letter] },
      storageNamespace: namespace(letter),
      releaseName: 'roll',
    });
    return {
      source: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
      config: {
        helmRelease: {
          chart: { chart: 'hello', version: '1.0.0' },
          deploy: LETTERS.map((letter) => ({ ...entry(letter), ...values(letter) })),
        },
      },
    };
  }
}

function isWaiting({ reason }: Stored): boolean {
  return reason === 'DependencyNotReady';
}

function pathOf({ apiVersion, kind, metadata }: Stored): string {
  const plural = kind.toLowerCase().replace(/y$/, 'ie');
  return `/apis/${apiVersion}/namespaces/${metadata.namespace}/${plural}s/${metadata.name}`;
}
