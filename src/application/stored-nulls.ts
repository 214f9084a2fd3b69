import type { Application, ApplicationFluxApp, HelmReleaseDeploy } from '../../imports/gitops.kubesphere.io';
import { type Diagnostic, warning } from '../diagnostics';
import { canonicalJson, entryOf, isPlainObject, listOf, mapOf, parsedJson, valueAt, withoutUndefined } from '../json';
import { withNulls, withoutNulls } from '../values';
import { NULLS, OF_PATCHES } from './marks';
import { patchesWithNulls, withNullsOfPatches } from './patch-nulls';
import { helmReleaseTargets } from './targets';

/**
 * The Application with the nulls of its values and patches that an applier has dropped, restored from its annotation
 * {@link NULLS} by KEY. Later changes are kept: a null is restored only if the field is still absent, a list or a patch
 * only if it equals the annotated one without its nulls. Returns the same object if there is nothing to restore.
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
  const restored = deploy.map((entry, index) => {
    const key = targets[index]?.key ?? '';
    return withPatchNulls(withTargetNulls(entry, entryOf(nulls, key)), entryOf(nulls, key + OF_PATCHES));
  });
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

function withPatchNulls(entry: HelmReleaseDeploy, nulls: unknown): HelmReleaseDeploy {
  if (entry.postRenderers === undefined || !isPlainObject(nulls)) return entry;
  return { ...entry, postRenderers: withNullsOfPatches(entry.postRenderers, nulls) };
}

/**
 * A warning for each map patch with a null that the annotation does not contain, for an Application that is stored as
 * it is.
 *
 * @param application without errors, in explicit form
 */
export function checkNullsOfPatches(application: Application): Diagnostic[] {
  const message =
    'holds a null, which appliers and API servers drop from the stored Application: write the patch as text, in patches, or ' +
    'apply what fluxapp lower --with-application prints';
  const found = listOf(valueAt(application, DEPLOY)).flatMap((entry, index) =>
    patchesWithNulls(mapOf(entry).postRenderers).map(({ path, patch }) => ({
      path: [...DEPLOY, index, 'postRenderers', ...path],
      patch,
    })),
  );
  if (found.length === 0) return [];
  const stored = withStoredNulls(withoutNulls(application) as Application);
  return found
    .filter(({ path, patch }) => canonicalJson(valueAt(stored, path)) !== canonicalJson(patch))
    .map(({ path }) => warning('patch-null-dropped', path, message));
}

const DEPLOY = ['spec', 'fluxApp', 'spec', 'config', 'helmRelease', 'deploy'];
