/**
 * Shapes of props that are to come: a chart with typed values. They only add to the props of today, which the assertions at the end hold.
 */
import type { Construct } from 'constructs';
import type {
  ArtifactReleaseProps,
  FluxApplicationProps as FluxApplicationPropsOfToday,
  HelmReleaseApplicationProps,
  IFluxApplication,
  KustomizationApplicationProps,
  RepositoryReleaseProps,
  TemplateReleaseProps,
  ValuesMap,
} from '../../../src';

export { ApplicationFormat, Cluster, ClusterSet, GitRepository, HelmRepository } from '../../../src';

type ChartSpec = RepositoryReleaseProps['chart'];

/** A chart that knows the type of its values. */
export interface HelmChart<Values extends ValuesMap> extends ChartSpec {
  readonly valuesType?: Values;
}
export declare function helmChart<Values extends ValuesMap>(chart: ChartSpec): HelmChart<Values>;

interface LaterRepositoryReleaseProps<Values extends ValuesMap> extends RepositoryReleaseProps<Values> {
  readonly chart: ChartSpec & Pick<HelmChart<Values>, 'valuesType'>;
}

interface LaterHelmReleaseApplicationProps<Values extends ValuesMap>
  extends Omit<HelmReleaseApplicationProps<Values>, 'helmRelease'> {
  readonly helmRelease:
    | LaterRepositoryReleaseProps<Values>
    | TemplateReleaseProps<Values>
    | ArtifactReleaseProps<Values>;
}
export type FluxApplicationProps<Values extends ValuesMap = ValuesMap> =
  | LaterHelmReleaseApplicationProps<Values>
  | KustomizationApplicationProps;

export declare class FluxApplication<Values extends ValuesMap = ValuesMap> {
  constructor(scope: Construct, id: string, props: FluxApplicationProps<Values>);
  readonly targets: IFluxApplication['targets'];
}

/** Compiles where the first type is assignable to the second. */
type Assignable<_From extends To, To> = true;

interface SomeValues {
  a?: number;
}
/** What compiles today compiles then. */
export type Compatible = [
  Assignable<FluxApplicationPropsOfToday, FluxApplicationProps>,
  Assignable<FluxApplicationPropsOfToday<SomeValues>, FluxApplicationProps<SomeValues>>,
];
/** A function that takes the props of today takes those of then, as types only add to each other. */
export type Additive = [
  Assignable<FluxApplicationProps, FluxApplicationPropsOfToday>,
  Assignable<FluxApplicationProps<SomeValues>, FluxApplicationPropsOfToday<SomeValues>>,
];
