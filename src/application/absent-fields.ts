import { isPlainObject } from '../json';

/** Fields whose content is the author's own: a null in there means something. */
const FREE_FORM = new Set(['values', 'patchesStrategicMerge', 'value']);

/** Deeper than any field of an Application is. What is nested deeper is looked at by validation alone. */
const MAX_DEPTH = 32;

/**
 * The Application without what counts as absent: nulls outside of free-form data (`kubeConfig:` left empty), and an
 * empty `kustomization` beside a `helmRelease`. The same object where nothing is.
 */
export function withoutAbsent(application: unknown): unknown {
  const kept = withoutNullFields(application, 0);
  const config = configOf(kept);
  if (!isPlainObject(config) || config.helmRelease === undefined) return kept;
  if (!Array.isArray(config.kustomization) || config.kustomization.length > 0) return kept;
  const { kustomization: _, ...rest } = config;
  return replaceConfig(kept as FluxApplication, rest);
}

/** @param field the field that the value is of, through lists */
function withoutNullFields(value: unknown, depth: number, field?: string): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutNullFields(item, depth + 1, field));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isPlainObject(value)) return value;
  let changed: Map<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (isMeantNull(item, key, field)) continue;
    const kept = FREE_FORM.has(key) && item !== null ? item : withoutNullFields(item, depth + 1, key);
    if (kept === item && kept !== null && kept !== undefined) continue;
    changed ??= new Map(Object.entries(value));
    if (kept === null || kept === undefined) changed.delete(key);
    else changed.set(key, kept);
  }
  return changed ? Object.fromEntries(changed) : value;
}

/** The value of an operation of a JSON patch: to set null is not to set nothing. */
function isMeantNull(item: unknown, key: string, field: string | undefined): boolean {
  return item === null && key === 'value' && field === 'patch';
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
