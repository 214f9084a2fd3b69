import type {
  Application,
  ApplicationConfig,
  FluxAppSpec,
  HelmReleaseConfig,
} from '../../../imports/gitops.kubesphere.io';
import { FLUXCD } from '../../application';
import type { Diagnostic } from '../../diagnostics';
import { withoutUndefined } from '../../json';
import { APPLICATION } from '../../kubernetes';
import { withoutContents } from '../chart-contents';
import type { FluxApplicationProps, HelmReleaseProps, KustomizationProps } from '../flux-application-props';
import { sourceRefOf } from '../source';
import type { AuthoredApplication } from './authored-application';
import { type EntryContext, helmReleaseEntry, kustomizationEntry } from './deploy-entries';
import { annotationsOf, labelsOf } from './metadata';

type Report = (problem: Diagnostic) => void;

/**
 * Builds the explicit Application from the props. It may still contain Lazy values and errors of the props, which
 * validation finds later.
 *
 * @param report receives errors that cannot be found in the Application any more. @default - they are ignored
 */
export function buildApplication(authored: AuthoredApplication, report?: Report): Application {
  const { construct, props, targets, layers } = authored;
  const contextOf: ContextOf = (field, index) => ({
    application: construct,
    target: targets[index],
    path: [field, 'deploy', index],
    below: layers.below(index),
    report,
  });
  return {
    apiVersion: APPLICATION.apiVersion,
    kind: 'Application',
    metadata: withoutUndefined({
      ...props.metadata,
      name: construct.name,
      namespace: construct.namespace,
      labels: labelsOf(construct, props),
      annotations: annotationsOf(props, authored),
    }),
    spec: { kind: FLUXCD, fluxApp: { spec: specOf(props, contextOf) } },
  };
}

type ContextOf = (field: 'helmRelease' | 'kustomization', index: number) => EntryContext;

function specOf({ helmRelease, kustomization }: FluxApplicationProps, contextOf: ContextOf): FluxAppSpec {
  const source = helmRelease?.source ?? kustomization?.source;
  const config: ApplicationConfig = withoutUndefined({
    helmRelease: helmRelease && helmReleaseConfig(helmRelease, contextOf),
    kustomization: kustomization && kustomizationConfig(kustomization, contextOf),
  });
  return withoutUndefined({ source: source && { sourceRef: sourceRefOf(source) }, config });
}

function helmReleaseConfig(helmRelease: HelmReleaseProps, contextOf: ContextOf): HelmReleaseConfig {
  const { chart, template, deploy } = helmRelease;
  return withoutUndefined({
    chart: chart && withoutContents(chart),
    template: template?.name,
    deploy: mapDeploy(deploy, (own, index) => helmReleaseEntry(contextOf('helmRelease', index), own)),
  });
}

function kustomizationConfig({ deploy }: KustomizationProps, contextOf: ContextOf) {
  return mapDeploy(deploy, (own, index) => kustomizationEntry(contextOf('kustomization', index), own));
}

/**
 * Without types `deploy` may be anything: a value that is not a list is kept, and so are its items that are not maps.
 */
function mapDeploy<T extends object, E>(deploy: readonly T[], entryOf: (own: T, index: number) => E): readonly E[] {
  if (!Array.isArray(deploy)) return deploy as unknown as readonly E[];
  return deploy.map((own, index) => (typeof own === 'object' && own !== null ? entryOf(own, index) : own));
}
