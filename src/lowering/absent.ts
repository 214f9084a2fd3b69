import { isPlainObject } from '../model/values/json';

/** Fields whose content is the author's own: a null in there means something. */
const FREE_FORM = new Set(['values', 'patchesStrategicMerge', 'value']);

/**
 * The Application without what counts as absent: nulls outside of free-form data (`kubeConfig:` left empty), and an
 * empty `kustomization` beside a `helmRelease`. The same object where nothing is.
 */
export function withoutAbsent(application: unknown): unknown {
  const kept = withoutNullFields(application);
  const config = configOf(kept);
  if (!isPlainObject(config) || config.helmRelease === undefined) return kept;
  if (!Array.isArray(config.kustomization) || config.kustomization.length > 0) return kept;
  const { kustomization: _, ...rest } = config;
  return replaceConfig(kept as FluxApplication, rest);
}

function withoutNullFields(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutNullFields);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isPlainObject(value)) return value;
  let changed = false;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const kept = FREE_FORM.has(key) && item !== null ? item : withoutNullFields(item);
    if (kept !== item || kept === null || kept === undefined) changed = true;
    return kept === null || kept === undefined ? [] : [[key, kept] as const];
  });
  return changed ? Object.fromEntries(entries) : value;
}

type FluxApplication = { readonly spec: { readonly fluxApp: { readonly spec: { readonly config: object } } } };

function configOf(application: unknown): unknown {
  return ['spec', 'fluxApp', 'spec', 'config'].reduce<unknown>(
    (value, key) => (isPlainObject(value) ? value[key] : undefined),
    application,
  );
}

function replaceConfig(application: FluxApplication, config: object): FluxApplication {
  const { spec } = application;
  const { fluxApp } = spec;
  return { ...application, spec: { ...spec, fluxApp: { ...fluxApp, spec: { ...fluxApp.spec, config } } } };
}
