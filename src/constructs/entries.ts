import type {
  Destination as DestinationSpec,
  HelmReleaseDeploy,
  KustomizationDeploy,
} from '../../imports/gitops.kubesphere.io';
import type { Target } from '../application';
import type { Diagnostic } from '../diagnostics';
import { isPlainObject, type Path, type ValueMap, withoutUndefined } from '../json';
import { mergeValues } from '../values';
import { type Destination, isCluster } from './cluster';
import { dependenciesOf } from './dependencies';
import type {
  HelmReleaseDefaults,
  HelmReleaseTarget,
  KustomizationDefaults,
  KustomizationTarget,
} from './flux-application-props';
import type { IFluxApplication } from './i-flux-application';
import { layeredValues, type MarkOfLayer, valuesReferences } from './values-layers';

/** The console's default. */
const DEFAULT_INTERVAL = '10m';

/** A target's place among the author's props, and who takes what is wrong with it. */
export interface EntryContext {
  readonly application: IFluxApplication;
  /** Absent where the destination of the target cannot be read. */
  readonly target?: Target;
  readonly path: Path;
  readonly report: (problem: Diagnostic) => void;
  /** Takes down where the values come from. */
  readonly markOf?: MarkOfLayer;
}

/** The entry of the Application for a target of a Helm chart: with the defaults, explicit, complete by itself. */
export function helmReleaseEntry(
  context: EntryContext,
  defaults: HelmReleaseDefaults | undefined,
  own: HelmReleaseTarget,
): HelmReleaseDeploy {
  const { application, path, report, markOf } = context;
  const { destination, values: ownValues, ...ownFields } = own;
  const { values: defaultValues, ...defaultFields } = mapOf(defaults);
  const { set, setString, valuesFrom, dependsOn, name, ...merged } = mergeFields(defaultFields, ownFields);
  const fields = merged as NullsAreAbsent<typeof merged>;
  const cluster = destinationSpec(destination);
  return withoutUndefined({
    name,
    destination: cluster,
    interval: DEFAULT_INTERVAL,
    releaseName: name === undefined ? application.name : `${application.name}-${name}`,
    storageNamespace: cluster?.kubeConfig === undefined ? undefined : cluster.targetNamespace,
    ...fields,
    dependsOn: dependencies(context, dependsOn),
    valuesFrom: valuesFrom && valuesReferences(valuesFrom, application.namespace, path, report),
    values: layeredValues({ defaults: defaultValues, values: ownValues, set, setString }, path, report, markOf),
  });
}

/** The entry of the Application for a target of manifests. */
export function kustomizationEntry(
  context: EntryContext,
  defaults: KustomizationDefaults | undefined,
  { destination, ...own }: KustomizationTarget,
): KustomizationDeploy {
  const { name, dependsOn, prune, ...fields } = mergeFields(mapOf(defaults), own);
  return withoutUndefined({
    name,
    destination: destinationSpec(destination),
    interval: DEFAULT_INTERVAL,
    prune: prune as boolean, // required: where it is missing, validation says so
    ...fields,
    dependsOn: dependencies(context, dependsOn),
  });
}

/** A destination as the Application has it; nothing where an author without types has put something else. */
export function destinationSpec(destination: Destination): DestinationSpec {
  if (!isCluster(destination?.cluster)) return undefined as unknown as DestinationSpec;
  return withoutUndefined({ kubeConfig: destination.cluster.kubeConfig, targetNamespace: destination.namespace });
}

function dependencies(
  { application, target, path, report }: EntryContext,
  dependsOn: Parameters<typeof dependenciesOf>[1] | undefined,
) {
  return dependsOn && target && dependenciesOf({ application, target }, dependsOn, path, report);
}

/** Defaults, where they are a map: what else they may be is for {@link checkLayers} to find. */
function mapOf<T extends object>(defaults: T | undefined): Partial<T> {
  return isPlainObject(defaults) ? defaults : {};
}

/** A null that an author writes over a default stands until the Application is made plain data; there it is absent. */
type NullsAreAbsent<T> = { [K in keyof T]: Exclude<T[K], null> };

/** Maps merge, everything else replaces; what is `undefined` above says nothing. */
function mergeFields<A extends object, B extends object>(below: A, above: B): A & B {
  return mergeValues(below as ValueMap, above as ValueMap) as unknown as A & B;
}
