import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type {
  Application,
  ApplicationConfig,
  FluxAppSpec,
  HelmReleaseConfig,
} from '../../imports/gitops.kubesphere.io';
import type { Target } from '../application';
import {
  ALIAS_NAME,
  ALLOWED,
  APPLICATION_API_VERSION,
  DESCRIPTION,
  FLUXCD,
  INLINE_SECRETS,
  SAVE_HELM_TEMPLATE,
} from '../application';
import type { Diagnostic } from '../diagnostics';
import { type Path, withoutUndefined } from '../json';
import { type EntryContext, helmReleaseEntry, kustomizationEntry } from './entries';
import type { FluxApplicationProps, HelmReleaseProps } from './flux-application-props';
import type { IFluxApplication } from './i-flux-application';
import { sourceRefOf } from './source';

/**
 * The Application that an author's props come to, explicit and complete. What is wrong with the props stays in it, for
 * validation to find.
 *
 * @param targets the target of every entry; `undefined` for one whose destination cannot be read
 * @param report takes what the Application could not show any more
 */
export function applicationOf(
  construct: IFluxApplication,
  props: FluxApplicationProps,
  targets: readonly (Target | undefined)[],
  report: (problem: Diagnostic) => void,
): Application {
  const metadata = props.metadata ?? {};
  return {
    apiVersion: APPLICATION_API_VERSION,
    kind: 'Application',
    metadata: withoutUndefined({
      ...metadata,
      name: construct.name,
      namespace: construct.namespace,
      labels: labelsOf(construct, props),
      annotations: annotationsOf(props),
    }),
    spec: { kind: FLUXCD, fluxApp: { spec: specOf(construct, props, targets, report) } },
  };
}

/** The labels of the Application, those of its chart among them. */
export function labelsOf(construct: IConstruct, props: FluxApplicationProps): Readonly<Record<string, string>> {
  const saves = props.helmRelease?.saveTemplate === true;
  return {
    ...Chart.of(construct).labels,
    ...props.metadata?.labels,
    ...props.labels,
    ...(saves ? { [SAVE_HELM_TEMPLATE]: 'true' } : {}),
  };
}

/** The annotations of the Application. */
export function annotationsOf({
  metadata,
  alias,
  description,
  allowInlineSecrets,
}: FluxApplicationProps): Readonly<Record<string, string>> {
  return {
    ...metadata?.annotations,
    ...(alias === undefined ? {} : { [ALIAS_NAME]: alias }),
    ...(description === undefined ? {} : { [DESCRIPTION]: description }),
    ...(allowInlineSecrets === true ? { [INLINE_SECRETS]: ALLOWED } : {}),
  };
}

function specOf(
  construct: IFluxApplication,
  { helmRelease, kustomization }: FluxApplicationProps,
  targets: readonly (Target | undefined)[],
  report: (problem: Diagnostic) => void,
): FluxAppSpec {
  const source = helmRelease?.source ?? kustomization?.source;
  const config: ApplicationConfig = withoutUndefined({
    helmRelease: helmRelease && helmReleaseConfig(helmRelease, construct, targets, report),
    kustomization:
      kustomization &&
      mapDeploy(kustomization.deploy, (own, index) =>
        kustomizationEntry(contextOf('kustomization', index, construct, targets, report), kustomization.defaults, own),
      ),
  });
  return withoutUndefined({ source: source && { sourceRef: sourceRefOf(source) }, config });
}

function helmReleaseConfig(
  helmRelease: HelmReleaseProps,
  construct: IFluxApplication,
  targets: readonly (Target | undefined)[],
  report: (problem: Diagnostic) => void,
): HelmReleaseConfig {
  return withoutUndefined({
    chart: helmRelease.chart,
    template: helmRelease.template?.name,
    deploy: mapDeploy(helmRelease.deploy, (own, index) =>
      helmReleaseEntry(contextOf('helmRelease', index, construct, targets, report), helmRelease.defaults, own),
    ),
  });
}

/** The context of one entry: where it stands in the author's props, which target it makes. */
export function contextOf(
  field: 'helmRelease' | 'kustomization',
  index: number,
  application: IFluxApplication,
  targets: readonly (Target | undefined)[],
  report: (problem: Diagnostic) => void,
): EntryContext {
  return { application, target: targets[index], path: [field, 'deploy', index], report };
}

/** An author without types may put anything into `deploy`: what is no list, and what is no map in it, stays as it is. */
function mapDeploy<T extends object, E>(deploy: readonly T[], entryOf: (own: T, index: number) => E): readonly E[] {
  if (!Array.isArray(deploy)) return deploy as unknown as readonly E[];
  return deploy.map((own, index) => (typeof own === 'object' && own !== null ? entryOf(own, index) : own));
}

/**
 * The path of a field of the Application among the author's props.
 *
 * @param field which of the two the application has
 */
export function propsPath(path: Path, field: 'helmRelease' | 'kustomization'): Path {
  const [first, second, third, fourth, ...rest] = path;
  if (first !== 'spec' || second !== 'fluxApp' || third !== 'spec' || fourth === undefined) return path;
  if (fourth === 'source') return [field, 'source', ...rest.filter((step) => step !== 'sourceRef')];
  return rest[0] === 'kustomization' ? ['kustomization', 'deploy', ...rest.slice(1)] : rest;
}
