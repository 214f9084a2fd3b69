import { type ClusterSelector, isSelected, selectorProblems } from '../../clusters';
import type { Diagnostic } from '../../diagnostics';
import { isPlainObject, listOf, type ValueMap, withoutUndefined } from '../../json';
import { mergeValues } from '../../values';
import { type Cluster, isCluster } from '../cluster';
import type { HelmReleaseDefaults, KustomizationDefaults } from '../flux-application-props';
import { defaultValues, type MarkOf, overrideValues } from './values-layers';

/** The fields that a target gets if it does not set them. */
export type SharedFields = Partial<HelmReleaseDefaults & KustomizationDefaults>;

/** The layers below the fields of a target. */
export interface BelowTarget {
  /** The indices of the overrides that select its cluster, in order. */
  readonly overrides: readonly number[];
  /**
   * The defaults with these overrides merged into them. Their values are merged, including expressions of overrides;
   * `set` and `setString` are those of the defaults, unless an override has any.
   */
  readonly fields: SharedFields;
}

type Report = (problem: Diagnostic) => void;

/** The props of an application that contain layers. */
interface LayeredProps {
  readonly defaults?: object;
  readonly overrides?: readonly object[];
  readonly deploy?: unknown;
}

/**
 * The layers of the targets of an application: the defaults, the overrides that select the cluster of the target, in
 * order, and its own fields. Fields of the wrong type are skipped: `checkPropsShape()` reports them.
 *
 * Targets with the same overrides share the layers below them, which are merged once.
 */
export class TargetLayers {
  private readonly defaults: SharedFields;
  private readonly overrides: readonly SharedFields[];
  /** The selector of each override; absent if it has none, or an invalid one: the override then selects nothing. */
  private readonly selectors: readonly (ClusterSelector | undefined)[];
  private readonly clusters: readonly (Cluster | undefined)[];
  private readonly shared = new Map<string, BelowTarget>();
  private readonly found = new Map<string, Diagnostic>();

  /** @param field of the application that contains the props: without a chart there are no values to merge */
  constructor(
    private readonly field: 'helmRelease' | 'kustomization',
    { defaults, overrides, deploy }: LayeredProps = {},
  ) {
    this.defaults = isPlainObject(defaults) ? defaults : {};
    const maps = listOf(overrides).map((override) => (isPlainObject(override) ? override : {}));
    this.overrides = maps.map(({ matchLabels, matchExpressions, ...fields }) => fields);
    this.selectors = maps.map(selectorOf);
    this.clusters = this.overrides.length === 0 ? [] : listOf(deploy).map(clusterOf);
  }

  /** The layers below the fields of the target with an index. */
  below(target: number): BelowTarget {
    const overrides = this.overridesOf(target);
    const key = overrides.join();
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    const fields = this.merge(overrides, (problem) => this.found.set(JSON.stringify(problem), problem));
    const below = { overrides, fields };
    this.shared.set(key, below);
    return below;
  }

  /**
   * The fields of the layers that become fields of an entry of the Application. A field is `undefined` if it becomes
   * something else there.
   */
  written(): { readonly defaults: ValueMap; readonly overrides: readonly ValueMap[] } {
    return { defaults: asWritten(this.defaults), overrides: this.overrides.map(asWritten) };
  }

  /** The labels of the cluster of every entry of `deploy`; `undefined` if its destination is invalid. */
  clusterLabels(): readonly (Cluster['labels'] | undefined)[] {
    return this.clusters.map((cluster) => cluster?.labels);
  }

  /** The values below a target, marked. */
  markedValues(target: number, report: Report, markOf: MarkOf): ValueMap | undefined {
    return this.valuesOf(this.overridesOf(target), report, markOf);
  }

  /** Errors in the expressions and values of the overrides merged so far. */
  problems(): readonly Diagnostic[] {
    return [...this.found.values()];
  }

  /** The indices of the overrides that select the cluster of a target. */
  private overridesOf(target: number): readonly number[] {
    const cluster = this.clusters[target];
    if (cluster === undefined) return [];
    return this.selectors.flatMap((selector, index) =>
      selector && isSelected(cluster.labels, selector) ? [index] : [],
    );
  }

  private merge(overrides: readonly number[], report: Report): SharedFields {
    if (overrides.length === 0) return this.defaults;
    const layers = overrides.map((index) => this.overrides[index] as SharedFields);
    if (this.field === 'kustomization') return merged([this.defaults, ...layers]);
    const has = (mode: 'set' | 'setString') => layers.some((layer) => layer[mode] !== undefined);
    return {
      ...merged([this.defaults, ...layers].map(withoutValues)),
      values: this.valuesOf(overrides, report),
      set: has('set') ? undefined : this.defaults.set,
      setString: has('setString') ? undefined : this.defaults.setString,
    };
  }

  private valuesOf(overrides: readonly number[], report?: Report, markOf?: MarkOf): ValueMap | undefined {
    return overrides.reduce<ValueMap | undefined>(
      (below, index, position) => {
        const path = [this.field, 'overrides', index];
        const name = position === 0 ? 'the defaults' : 'the layers below';
        return overrideValues(below, this.overrides[index] as SharedFields, index, {
          path,
          below: name,
          report,
          markOf,
        });
      },
      defaultValues(this.defaults, markOf),
    );
  }
}

function clusterOf(entry: unknown): Cluster | undefined {
  const destination = isPlainObject(entry) ? entry.destination : undefined;
  const cluster = isPlainObject(destination) ? destination.cluster : undefined;
  return isCluster(cluster) ? cluster : undefined;
}

/** The selector of an override; `undefined` if it has none, or an invalid one. An empty one selects all clusters. */
function selectorOf({ matchLabels, matchExpressions }: ValueMap): ClusterSelector | undefined {
  const selector = withoutUndefined({ matchLabels, matchExpressions });
  const isUsable = Object.keys(selector).length > 0 && selectorProblems(selector, []).length === 0;
  return isUsable ? (selector as ClusterSelector) : undefined;
}

/** Constructs become names, expressions become values. */
function asWritten({ set, setString, ...fields }: SharedFields & { readonly [field: string]: unknown }): ValueMap {
  const resolved = ['dependsOn', 'valuesFrom', 'source', 'template'].filter((field) => fields[field] !== undefined);
  const isComposed = set !== undefined || setString !== undefined;
  return {
    ...withoutUndefined(fields),
    ...Object.fromEntries(resolved.map((field) => [field, undefined])),
    ...(isComposed ? { values: undefined } : {}),
  };
}

function withoutValues({ values, set, setString, ...fields }: SharedFields): SharedFields {
  return fields;
}

/** Maps merge, everything else replaces. */
function merged(layers: readonly SharedFields[]): SharedFields {
  return mergeValues(...(layers as readonly ValueMap[])) as SharedFields;
}
