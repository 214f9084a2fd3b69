import type { Application, ApplicationFluxApp, HelmReleaseDeploy } from '../../imports/gitops.kubesphere.io';
import { entryOf, isPlainObject, mapOf, parsedJson, withoutUndefined } from '../json';
import { withNulls } from '../values';
import { NULLS } from './marks';
import { helmReleaseTargets } from './targets';

/**
 * The Application with the nulls of its values that an applier has dropped, as its annotation {@link NULLS} has them by
 * KEY. What has been set since stays: a null comes back only where nothing stands, and a list only where it is what
 * remains of the annotated one. The same object where there is nothing to bring back.
 *
 * @param application without errors, in explicit form
 */
export function withStoredNulls(application: Application): Application {
  const { metadata, spec } = application;
  const annotation = metadata.annotations?.[NULLS];
  const { config } = (spec.fluxApp as ApplicationFluxApp).spec;
  if (annotation === undefined || config.helmRelease === undefined) return application;
  const nulls = mapOf(parsedJson(annotation));
  const { deploy = [] } = config.helmRelease;
  const targets = helmReleaseTargets(withoutUndefined({ name: metadata.name, namespace: metadata.namespace }), deploy);
  const restored = deploy.map((entry, index) => withTargetNulls(entry, entryOf(nulls, targets[index]?.key ?? '')));
  const helmRelease = { ...config.helmRelease, deploy: restored };
  const fluxApp = {
    ...spec.fluxApp,
    spec: { ...(spec.fluxApp as ApplicationFluxApp).spec, config: { ...config, helmRelease } },
  };
  return { ...application, spec: { ...spec, fluxApp } };
}

function withTargetNulls(entry: HelmReleaseDeploy, nulls: unknown): HelmReleaseDeploy {
  return isPlainObject(nulls) ? { ...entry, values: withNulls(entry.values ?? {}, nulls) } : entry;
}
