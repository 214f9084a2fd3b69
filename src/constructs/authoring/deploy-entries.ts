import type { HelmReleaseDeploy, KustomizationDeploy, TargetDestination } from '../../../imports/gitops.kubesphere.io';
import type { DeploymentTarget } from '../../application';
import type { Diagnostic } from '../../diagnostics';
import { type FieldPath, type ValueMap, withoutUndefined } from '../../json';
import { mergeValues } from '../../values';
import { withoutContents } from '../chart-contents';
import { type Destination, isCluster } from '../cluster';
import type {
  HelmReleaseDefaults,
  HelmReleaseTarget,
  KustomizationDefaults,
  KustomizationTarget,
} from '../flux-application-props';
import type { IFluxApplication } from '../i-flux-application';
import { sourceRefOf } from '../source';
import { dependenciesOf } from './dependencies';
import type { BelowTarget } from './target-layers';
import { targetValues } from './values-layers';
import { valuesReferences } from './values-references';

/** The console's default. */
const DEFAULT_INTERVAL = '10m';

/** The position of a target in the author's props, and the receiver of its errors. */
export interface EntryContext {
  readonly application: IFluxApplication;
  /** Absent if the destination of the target is invalid. */
  readonly target?: DeploymentTarget;
  readonly path: FieldPath;
  /** The fields that the target gets if it does not set them. */
  readonly below: BelowTarget;
  readonly report?: (problem: Diagnostic) => void;
}

/** The entry of the Application for a target of a Helm chart: explicit and complete, including the defaults. */
export function helmReleaseEntry(context: EntryContext, own: HelmReleaseTarget): HelmReleaseDeploy {
  const { application, path, below, report } = context;
  const { destination, wave: _, ...ownFields } = withoutValues(own);
  const { valuesFrom, dependsOn, name, template, source, ...merged } = mergeFields(
    withoutValues(below.fields),
    ownFields,
  );
  const fields = merged as NullsAreAbsent<typeof merged>;
  const cluster = destinationSpec(destination);
  return withoutUndefined({
    name,
    destination: cluster,
    interval: DEFAULT_INTERVAL,
    releaseName: name === undefined ? application.name : `${application.name}-${name}`,
    storageNamespace: cluster?.kubeConfig === undefined ? undefined : cluster.targetNamespace,
    ...fields,
    chart: fields.chart && withoutContents(fields.chart),
    template: template?.name,
    source: source && { sourceRef: sourceRefOf(source) },
    dependsOn: dependencies(context, dependsOn),
    valuesFrom: valuesFrom && valuesReferences(valuesFrom, application.namespace, path, report),
    values: targetValues(below.fields, own, { path, below: nameOf(below), report }),
  });
}

/** The fields that are merged generically; {@link targetValues} merges the others. */
function withoutValues<T extends HelmReleaseDefaults>({ values, set, setString, ...fields }: T) {
  return fields;
}

/** The entry of the Application for a target of manifests. */
export function kustomizationEntry(
  context: EntryContext,
  { destination, wave: _, ...own }: KustomizationTarget,
): KustomizationDeploy {
  const below: Partial<KustomizationDefaults> = context.below.fields;
  const { name, dependsOn, prune, ...fields } = mergeFields(below, own);
  return withoutUndefined({
    name,
    destination: destinationSpec(destination),
    interval: DEFAULT_INTERVAL,
    prune: prune as boolean, // required: validation reports it if missing
    ...fields,
    dependsOn: dependencies(context, dependsOn),
  });
}

/** A destination in the format of the Application; `undefined` if an author without types wrote something else. */
export function destinationSpec(destination: Destination): TargetDestination {
  if (!isCluster(destination?.cluster)) return undefined as unknown as TargetDestination;
  return withoutUndefined({ kubeConfig: destination.cluster.kubeConfig, targetNamespace: destination.namespace });
}

function dependencies(
  { application, target, path, report }: EntryContext,
  dependsOn: Parameters<typeof dependenciesOf>[1] | undefined,
) {
  return dependsOn && target && dependenciesOf({ application, target }, dependsOn, path, report);
}

/** The parts below a target, for messages. */
function nameOf({ overrides }: BelowTarget): string {
  return overrides.length === 0 ? 'the defaults' : 'the layers below';
}

/** A null over a default is kept until the Application becomes plain data, where it counts as absent. */
type NullsAreAbsent<T> = { [K in keyof T]: Exclude<T[K], null> };

/** Maps merge, everything else replaces. `undefined` above keeps the value below. */
function mergeFields<A extends object, B extends object>(below: A, above: B): A & B {
  return mergeValues(below as ValueMap, above as ValueMap) as unknown as A & B;
}
