import {
  chartOfWavesName,
  clustersAnnotation,
  type DeploymentTarget,
  givenNames,
  helmReleaseTargets,
  isIdentifiable,
  kustomizationTargets,
  type NamedCluster,
  type NamesByObject,
  savedChart,
} from '../../application';
import { type Diagnostic, error } from '../../diagnostics';
import { isPlainObject, walk } from '../../json';
import { checkNesting, holdsNull, splitNulls } from '../../values';
import { type ApplicationFormatName, formatOf } from '../application-format';
import type {
  FluxApplicationProps,
  HelmReleaseProps,
  HelmReleaseTarget,
  KustomizationProps,
} from '../flux-application-props';
import type { IFluxApplication } from '../i-flux-application';
import { sourceRefOf } from '../source';
import { destinationSpec } from './deploy-entries';
import { labelsOf } from './metadata';
import { type BelowTarget, TargetLayers } from './target-layers';
import { targetValues, type ValuesFields } from './values-layers';
import { type AuthoredWaves, authoredWaves } from './waves';

/**
 * The props of an application, and the decisions made when its construct is created: the objects that exist, and their
 * names. Everything else is decided at synthesis, when Lazy values are known.
 */
export class AuthoredApplication {
  /** The kind of the Flux objects of the targets. */
  readonly releaseKind: 'HelmRelease' | 'Kustomization';
  /** The target of every entry of `deploy`; `undefined` for an entry with an invalid destination. */
  readonly targets: readonly (DeploymentTarget | undefined)[];
  /**
   * Errors of props that cannot be walked: they contain themselves, or are nested too deeply. No other check runs then.
   */
  readonly nestingErrors: readonly Diagnostic[];
  /** Whether the chart is saved as a template. A Lazy cannot determine this. */
  readonly savesTemplate: boolean;
  /** The names of its clusters, where a name differs from that of the Secret or ConfigMap of the cluster. */
  readonly clusterNames: NamesByObject;
  /** The annotation with these names. */
  readonly clustersAnnotation?: string;
  /** Its waves, and their errors. */
  readonly waves: AuthoredWaves;
  /**
   * The name of the HelmChart that releases in waves share, if the chart is saved as a template. Absent if there is
   * none, or if the chart contains a Lazy, which cannot determine a name.
   */
  readonly chartOfWaves?: string;
  /** The format of the Application. */
  readonly format: ApplicationFormatName;
  /** The fields that the targets get if they do not set them. */
  readonly layers: TargetLayers;
  /** The indices of the targets whose values contain nulls: each gets a ConfigMap. A Lazy cannot add one. */
  readonly targetsWithNulls: ReadonlySet<number>;

  constructor(
    readonly construct: IFluxApplication,
    readonly props: FluxApplicationProps,
  ) {
    const { helmRelease, kustomization } = props;
    this.nestingErrors = checkNesting(props).map(({ path, message }) => error('data-invalid', path, message));
    this.format = formatOf(construct, props.applicationFormat);
    this.releaseKind = helmRelease ? 'HelmRelease' : 'Kustomization';
    this.targets = targetsOf(construct, helmRelease ?? kustomization, this.releaseKind);
    this.clusterNames = givenNames(this.clusters());
    this.clustersAnnotation = clustersAnnotation(this.clusterNames);
    this.waves = authoredWaves(props.rollout, this.field, (helmRelease ?? kustomization)?.deploy, this.targets);
    this.savesTemplate = helmRelease ? saves(construct, props, helmRelease) : false;
    this.chartOfWaves =
      this.savesTemplate && this.waves.rollout && this.nestingErrors.length === 0
        ? chartName(construct, helmRelease)
        : undefined;
    this.layers = new TargetLayers(this.field, helmRelease ?? kustomization);
    this.targetsWithNulls = new Set(
      helmRelease && this.nestingErrors.length === 0 ? nullTargets(helmRelease, this.targets, this.layers) : [],
    );
  }

  /**
   * The cluster of every entry of `deploy`, with the author's name for it; without entries with an invalid destination.
   */
  *clusters(): Iterable<NamedCluster & { readonly index: number }> {
    const deploy = this.props[this.field]?.deploy;
    for (const [index, target] of this.targets.entries()) {
      const own = target && deploy?.[index];
      if (own) yield { cluster: target.cluster, name: own.destination.cluster.name, index };
    }
  }

  /** The name of the field that is set. */
  get field(): 'helmRelease' | 'kustomization' {
    return this.releaseKind === 'HelmRelease' ? 'helmRelease' : 'kustomization';
  }
}

function targetsOf(
  head: { readonly name: string; readonly namespace?: string },
  config: HelmReleaseProps | KustomizationProps | undefined,
  releaseKind: AuthoredApplication['releaseKind'],
): (DeploymentTarget | undefined)[] {
  const deploy: readonly unknown[] = Array.isArray(config?.deploy) ? config.deploy : [];
  const entries = (deploy as HelmReleaseProps['deploy']).map((own) => ({
    name: own?.name,
    destination: destinationSpec(own?.destination),
  }));
  const identifiable = entries.filter(isIdentifiable);
  const made = (releaseKind === 'HelmRelease' ? helmReleaseTargets : kustomizationTargets)(head, identifiable).values();
  return entries.map((entry) => (isIdentifiable(entry) ? made.next().value : undefined));
}

function saves(construct: IFluxApplication, props: FluxApplicationProps, { template, chart }: HelmReleaseProps) {
  return savedChart(labelsOf(construct, props), { template: template?.name, chart }) !== undefined;
}

function chartName(construct: IFluxApplication, { chart, source }: Partial<HelmReleaseProps> = {}): string | undefined {
  return chart && source && isPlain(chart) ? chartOfWavesName(construct, chart, sourceRefOf(source)) : undefined;
}

/** Whether it is plain data. */
function isPlain(data: object): boolean {
  let isData = true;
  walk(data, (part) => {
    isData &&= typeof part !== 'object' || part === null || Array.isArray(part) || isPlainObject(part);
    return isData;
  });
  return isData;
}

function* nullTargets(
  { deploy }: HelmReleaseProps,
  targets: readonly (DeploymentTarget | undefined)[],
  layers: TargetLayers,
): Iterable<number> {
  const belowMayHoldNulls = new Map<BelowTarget, boolean>();
  for (const [index, target] of targets.entries()) {
    const own = deploy[index] as HelmReleaseTarget;
    if (target === undefined) continue;
    const below = layers.below(index);
    const fromBelow = belowMayHoldNulls.get(below) ?? mayHoldNulls(below.fields);
    belowMayHoldNulls.set(below, fromBelow);
    // merging takes time, and most values contain no null
    if (!fromBelow && !mayHoldNulls(own)) continue;
    const values = targetValues(below.fields, own, { path: [], below: '' });
    if (values !== undefined && splitNulls(values).nulls !== undefined) yield index;
  }
}

/** Whether a layer of values may contribute a null: `set` fills lists with nulls. */
function mayHoldNulls(layer: ValuesFields): boolean {
  return layer.set !== undefined || layer.setString !== undefined || holdsNull(layer.values);
}
