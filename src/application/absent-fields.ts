import { isPlainObject, mapParts, valueAt } from '../json';

/** Fields with content of the author's own, in which a null is meaningful. */
const FREE_FORM = new Set(['values', 'patchesStrategicMerge', 'value']);

/** Deeper than any field of an Application. Only validation looks at data nested deeper. */
const MAX_DEPTH = 32;

/**
 * The Application without values that count as absent: nulls outside free-form data (`kubeConfig:` left empty), and an
 * empty `kustomization` next to a `helmRelease`. Returns the same object if there are none.
 */
export function withoutAbsent(application: unknown): unknown {
  const kept = withoutNullFields(application, 0);
  const config = valueAt(kept, ['spec', 'fluxApp', 'spec', 'config']);
  if (!isPlainObject(config) || config.helmRelease === undefined) return kept;
  if (!Array.isArray(config.kustomization) || config.kustomization.length > 0) return kept;
  const { kustomization: _, ...rest } = config;
  return replaceConfig(kept as FluxApplication, rest);
}

/** @param field the field that contains the value, directly or in lists */
function withoutNullFields(value: unknown, depth: number, field?: string): unknown {
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return mapParts(value, (item) => withoutNullFields(item, depth + 1, field));
  return mapParts(value, (entry, step) => {
    const key = String(step);
    if (entry === null) return isMeantNull(key, field) ? null : undefined;
    return FREE_FORM.has(key) ? entry : withoutNullFields(entry, depth + 1, key);
  });
}

/** The value of a JSON patch operation: setting null differs from setting nothing. */
function isMeantNull(key: string, field: string | undefined): boolean {
  return key === 'value' && field === 'patch';
}

type FluxApplication = { readonly spec: { readonly fluxApp: { readonly spec: { readonly config: object } } } };

function replaceConfig(application: FluxApplication, config: object): FluxApplication {
  const { spec } = application;
  const { fluxApp } = spec;
  return { ...application, spec: { ...spec, fluxApp: { ...fluxApp, spec: { ...fluxApp.spec, config } } } };
}
