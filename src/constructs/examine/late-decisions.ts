import type { Application, ApplicationConfig, ApplicationFluxApp } from '../../../imports/gitops.kubesphere.io';
import {
  type DeploymentTarget,
  helmReleaseTargets,
  kustomizationTargets,
  loweringOf,
  savedChart,
} from '../../application';
import { type Diagnostic, error, withoutRepetitions } from '../../diagnostics';
import { splitNulls } from '../../values';
import type { AuthoredApplication } from '../authoring';
import { checkLateValues } from './late-values';

const MUST_BE_KNOWN = 'must be known when the construct is created, because objects depend on it: it cannot be a Lazy';

const NAMED_BY_CHART =
  'must be known when the construct is created, because the name of a HelmChart depends on it: it cannot be a Lazy';

/**
 * Checks that Lazy values did not change which objects exist: the objects were created with the construct, when the
 * Lazy values were not known yet; and warns about maps that they replace.
 *
 * @param built the Application with its Lazy values
 * @param application the same, resolved and without errors
 */
export function checkLateDecisions(
  authored: AuthoredApplication,
  built: Application,
  application: Application,
): Diagnostic[] {
  const { field, targets, savesTemplate, targetsWithNulls, chartOfWaves } = authored;
  const { helmRelease } = configOf(application);
  const before = configOf(built).helmRelease?.deploy;
  const saves = helmRelease !== undefined && savedChart(application.metadata.labels, helmRelease) !== undefined;
  const ofWaves = loweringOf(application, targets as readonly DeploymentTarget[]).chartOfWaves()?.metadata.name;
  return withoutRepetitions([
    ...(ofWaves === chartOfWaves ? [] : [error('known-too-late', ['helmRelease', 'chart'], NAMED_BY_CHART)]),
    ...(saves === savesTemplate ? [] : [error('known-too-late', ['helmRelease', 'saveTemplate'], MUST_BE_KNOWN)]),
    ...targetsOf(application).flatMap(({ objectName }, index) => {
      const path = [field, 'deploy', index];
      if (targets[index]?.objectName !== objectName)
        return [error('known-too-late', [...path, 'destination'], MUST_BE_KNOWN)];
      const { values } = helmRelease?.deploy?.[index] ?? {};
      const built = before?.[index]?.values;
      if (values === built) return []; // no Lazy in them
      const late = values && built ? checkLateValues(authored, index, { built, resolved: values }) : [];
      const hasNulls = values !== undefined && splitNulls(values).nulls !== undefined;
      if (hasNulls === targetsWithNulls.has(index)) return late;
      return [
        ...late,
        error(
          'known-too-late',
          [...path, 'values'],
          'a Lazy resolves to null: write the null itself, because an object is created for it',
        ),
      ];
    }),
  ]);
}

function targetsOf(application: Application): DeploymentTarget[] {
  const { helmRelease, kustomization = [] } = configOf(application);
  const { name, namespace } = application.metadata;
  const head = { name, namespace };
  return helmRelease ? helmReleaseTargets(head, helmRelease.deploy ?? []) : kustomizationTargets(head, kustomization);
}

function configOf({ spec }: Application): ApplicationConfig {
  return (spec.fluxApp as ApplicationFluxApp).spec.config;
}
