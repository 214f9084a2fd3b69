import {
  asDelivered,
  exactVersion,
  formsOfSecret,
  type Manifest,
  manifestOf,
  type PlanObject,
  type ReleaseWorkloads,
  releaseOf,
  textsOf,
  withoutSecrets,
  workloadChanges,
} from '../../../change';
import { firstFew } from '../../../diagnostics';
import { canonicalJson, differencesOf, formatPath, isFilled, mapOf, pick, type ValueMap, valueAt } from '../../../json';
import { sleep } from '../../../kube';
import { findInlineSecrets } from '../../../values';
import type { ChartFolders } from './chart-folders';
import { addressOfChart, type ChartSource, chartSourceOf } from './chart-source';
import type { Helm } from './helm';
import type { Member, Members } from './members';
import { NotKnown } from './not-known';
import type { PostRenderers } from './post-renderers';
import { type Lookup, valuesOfRelease } from './release-values';
import { type Deployed, readDeployed } from './stored-releases';

/** The input for predicting a release. */
export interface ForecastTools {
  readonly helm: Helm;
  readonly charts: ChartFolders;
  readonly postRenderers: PostRenderers;
  readonly members: Members;
  /** The objects after and before the change. */
  readonly inCode: Lookup;
  readonly inCluster: Lookup;
  readonly signal: AbortSignal;
}

/** The input of Helm. */
interface Input {
  readonly chart: string;
  readonly values: ValueMap;
  readonly revision: number;
  readonly isUpgrade: boolean;
}

/** The time between two renderings of one input: long enough for a time of day in their output to differ. */
const APART_MS = 1_000;

/** Predicts the workload changes of one HelmRelease. */
export class Forecast {
  /** Texts that are secret. */
  private readonly secrets: string[] = [];

  /** @param before undefined if it is new */
  constructor(
    private readonly before: PlanObject | undefined,
    private readonly after: PlanObject,
    private readonly tools: ForecastTools,
  ) {}

  async workloads(): Promise<ReleaseWorkloads> {
    try {
      return await this.foretell();
    } catch (error) {
      if (error instanceof NotKnown) return { notKnown: withoutSecrets(error.message, this.secrets) };
      throw error;
    }
  }

  private async foretell(): Promise<ReleaseWorkloads> {
    const { before, after, tools } = this;
    for (const release of [before, after]) checkRules(release);
    const values = await this.values(after, tools.inCode);
    const member = await tools.members.of(after);
    const deployed = await this.deployed(member);
    const source = await chartSourceOf(after, tools.inCode);
    const oldSource = (before && (await chartSourceOf(before, tools.inCluster))) ?? source;
    const isKept = deployed !== undefined && isSameChart(deployed, source, oldSource);
    if (isKept && isSameInput(deployed, values, before, after)) return { objects: [] };
    const chart = await this.chart(source, isKept ? deployed : undefined);
    const oldChart = deployed && (await this.chart(oldSource, deployed));
    const doubts = [
      deployed?.doubt,
      deployed && (await this.doubtOf(deployed)),
      await this.doubtOfChart(chart, oldChart),
    ].filter((doubt) => doubt !== undefined);
    const next = { chart, values, revision: deployed?.nextRevision ?? 1, isUpgrade: deployed !== undefined };
    const begun = performance.now();
    const first = await this.render(member, next, after, 'first');
    const running = deployed && this.manifest(member, deployed.release.manifest);
    const runningAgain =
      deployed && oldChart !== undefined ? await this.renderOld(member, deployed, oldChart) : undefined;
    await sleep(Math.max(0, APART_MS - (performance.now() - begun)), tools.signal);
    const nextAgain = await this.render(member, next, after, 'second');
    const renderings = { running: running ?? new Map(), runningAgain, next: first, nextAgain, secrets: this.secrets };
    return { objects: workloadChanges(renderings), ...(doubts.length > 0 && { doubt: doubts.join('; ') }) };
  }

  /** The values of a release; secret values in them are recorded. */
  private async values(release: PlanObject, lookup: Lookup): Promise<ValueMap> {
    const { values, secrets } = await valuesOfRelease(release, lookup);
    const inline = findInlineSecrets(values).flatMap((path) => textsOf(valueAt(values, path)));
    this.secrets.push(...[...secrets, ...inline].flatMap(formsOfSecret));
    return values;
  }

  private async deployed(member: Member): Promise<Deployed | undefined> {
    const { storageNamespace, name } = releaseOf(this.after);
    const deployed = await readDeployed(member, storageNamespace, name, this.tools.signal);
    if (deployed === undefined && this.before !== undefined) {
      throw new NotKnown(`no Helm release ${storageNamespace}/${name} is deployed there`);
    }
    return deployed;
  }

  /** Why the prediction may be wrong: the computed values differ from those that Helm received. */
  private async doubtOf({ release }: Deployed): Promise<string | undefined> {
    if (this.before === undefined) return undefined;
    const values = await this.values(this.before, this.tools.inCluster);
    const differing = differencesOf(release.config, values).map(({ path }) => formatPath(path));
    if (differing.length === 0) return undefined;
    return `Helm received other values than those in the HelmRelease now: ${firstFew(differing)}`;
  }

  /** Comparing two renderings reveals what a template reads from the cluster only if the old chart reads it too. */
  private async doubtOfChart(chart: string, old: string | undefined): Promise<string | undefined> {
    const { charts } = this.tools;
    const before = old === undefined ? [] : await charts.asking(old);
    const added = (await charts.asking(chart)).filter(({ line }) => !before.some((each) => each.line === line));
    const what = [...new Set(added.map(({ name }) => name))].sort().join(', ');
    return what === '' ? undefined : `templates of the chart use data that is not available here: ${what}`;
  }

  /** @param kept the release whose chart is used, if it is known to be the same */
  private async chart(source: ChartSource, kept: Deployed | undefined): Promise<string> {
    const { charts, helm } = this.tools;
    if (kept === undefined) return helm.pull(addressOfChart(source));
    const { chart } = kept.release;
    if (!chart.hasDependencies) return charts.ofStored(chart);
    return helm.pull(addressOfChart(source, chart.version));
  }

  private async render(member: Member, input: Input, release: PlanObject, which: string): Promise<Manifest> {
    const { helm, charts } = this.tools;
    const { values, isUpgrade, revision } = input;
    const { name, targetNamespace: namespace } = releaseOf(release);
    const { kubeVersion, apiVersions } = member;
    const chart = await charts.atRevision(input.chart, revision);
    const text = await helm.render({ chart, name, namespace, isUpgrade, values, kubeVersion, apiVersions }, which);
    const { postRenderers } = mapOf(release.value.spec);
    return asDelivered(this.manifest(member, await this.tools.postRenderers.run(text, postRenderers)), release);
  }

  /** The input of the running release, rendered here: fields that differ from the running state cannot be predicted. */
  private async renderOld(member: Member, { release }: Deployed, chart: string): Promise<Manifest> {
    const { version, config } = release;
    const input = { chart, values: config, revision: version, isUpgrade: version > 1 };
    return this.render(member, input, this.before ?? this.after, 'running');
  }

  private manifest(member: Member, text: string): Manifest {
    const { targetNamespace: namespace } = releaseOf(this.after);
    const isNamespaced = (apiVersion: string, kind: string) => member.isNamespaced.get(`${apiVersion}/${kind}`);
    const manifest = manifestOf(text, { namespace, isNamespaced });
    if (manifest === undefined) throw new NotKnown('the output of Helm is not valid YAML');
    return manifest;
  }
}

/** Unsupported cases. @throws NotKnown */
function checkRules(release: PlanObject | undefined): void {
  const { upgrade } = mapOf(release?.value.spec);
  if (mapOf(upgrade).preserveValues === true) {
    throw new NotKnown('with upgrade.preserveValues Helm keeps values of the previous release');
  }
}

/** Whether Flux uses the same chart as the running release. */
function isSameChart({ release: { chart } }: Deployed, source: ChartSource, old: ChartSource): boolean {
  if (canonicalJson(source) === canonicalJson(old)) return true;
  // only the name of the HelmRepository may differ; in the other kinds of source the version is inside the chart
  const isOfRepository = source.kind === 'HelmRepository' && !isFilled(source.chart.valuesFiles);
  const exact = isOfRepository ? exactVersion(source.chart.version) : undefined;
  if (exact === undefined || canonicalJson(source.fetched) !== canonicalJson(old.fetched)) return false;
  const name = String(source.chart.chart).split('/').at(-1);
  return chart.name === name && chart.version.split('+')[0] === exact.split('+')[0];
}

/** Whether helm-controller has nothing to upgrade. */
function isSameInput({ release }: Deployed, values: ValueMap, before: PlanObject | undefined, after: PlanObject) {
  const given = ({ value }: PlanObject) => pick(mapOf(value.spec), ['postRenderers', 'commonMetadata']);
  return (
    before !== undefined &&
    canonicalJson(given(before)) === canonicalJson(given(after)) &&
    (isFilled(values) ? canonicalJson(values) === canonicalJson(release.config) : !isFilled(release.config))
  );
}
