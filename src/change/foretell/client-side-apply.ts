import { entryOf, isPlainObject, mapOf, mapParts, mergePatch, mergePatched } from '../../json';
import { lastApplied } from '../../observe';

type KubeObject = Readonly<Record<string, unknown>>;

/**
 * The result of `kubectl apply` without `--server-side`: fields in the text are set, and fields in the last applied
 * text that are not in this one are removed (k8s.io/apimachinery/pkg/util/jsonmergepatch).
 *
 * Objects of kinds that are compiled into kubectl are patched differently, with the same result except for lists that
 * are merged.
 */
export function clientSideApplied(live: unknown, text: KubeObject): unknown {
  const sent = withAnnotations(text);
  const changes = withoutNulls(mergePatch(live, sent)) ?? {};
  const removals = nullsOf(mergePatch(lastApplied(live) ?? {}, sent)) ?? {};
  return mergePatched(live, overlaid(removals, changes));
}

/**
 * kubectl always sends annotations, at least its own, so annotations of others stay even if the text has none any more.
 */
function withAnnotations(text: KubeObject): KubeObject {
  const metadata = mapOf(text.metadata);
  return { ...text, metadata: { ...metadata, annotations: mapOf(metadata.annotations) } };
}

/** A patch without its nulls, and without maps that contain only nulls. */
function withoutNulls(patch: unknown): unknown {
  if (Array.isArray(patch)) return withoutNullEntries(patch);
  if (!isPlainObject(patch)) return patch ?? undefined;
  const kept = mapParts(patch, withoutNulls) as object;
  return Object.keys(kept).length === 0 && Object.keys(patch).length > 0 ? undefined : kept;
}

/** A list without the nulls of the maps in it. Nulls that are items stay, and so do maps that become empty. */
function withoutNullEntries(value: unknown): unknown {
  return mapParts(value, (part, step) =>
    part === null && typeof step === 'string' ? undefined : withoutNullEntries(part),
  );
}

/** The nulls of a patch. */
function nullsOf(patch: unknown): unknown {
  if (patch === null) return null;
  if (!isPlainObject(patch)) return undefined;
  const nulls = mapParts(patch, nullsOf) as object;
  return Object.keys(nulls).length === 0 ? undefined : nulls;
}

/** One patch merged into another; its values win. */
function overlaid(lower: unknown, upper: unknown): unknown {
  if (!isPlainObject(lower) || !isPlainObject(upper)) return upper;
  const both = Object.keys(upper).map((key) => [key, overlaid(entryOf(lower, key), upper[key])] as const);
  return { ...lower, ...Object.fromEntries(both) };
}
