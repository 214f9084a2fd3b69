import { type Diagnostic, didYouMean, error, redacted, warning } from '../../diagnostics';
import {
  canonicalJson,
  type FieldPath,
  formatPath,
  isPlainObject,
  leavesOf,
  listOf,
  mapOf,
  parsedJson,
  type ValueMap,
} from '../../json';
import { checkNesting, holdsNull, withNulls, withoutNulls } from '../../values';

/**
 * Errors in the compact form that are not in its schema and cannot be detected in the explicit form: mixed forms,
 * layers, and the fields with nulls.
 *
 * @param config `spec.fluxApp.spec.config`
 */
export function validateCompact(config: Readonly<Record<string, unknown>>, path: FieldPath): Diagnostic[] {
  const { helmRelease, kustomization, kustomizationSet } = config;
  const isMixed = kustomizationSet !== undefined && listOf(kustomization).length > 0;
  return [
    ...(isMixed ? [error('delivery-ambiguous', path, bothSet('kustomization', 'kustomizationSet'))] : []),
    ...(isPlainObject(helmRelease) ? checkHelmRelease(helmRelease, [...path, 'helmRelease']) : []),
    ...(isPlainObject(kustomizationSet) ? checkLayers(kustomizationSet, [...path, 'kustomizationSet']) : []),
  ];
}

function checkHelmRelease(helmRelease: Readonly<Record<string, unknown>>, path: FieldPath): Diagnostic[] {
  const { deploy, targets } = helmRelease;
  if (deploy !== undefined && targets !== undefined) {
    return [error('forms-mixed', path, bothSet('deploy', 'targets'))];
  }
  if (targets === undefined) {
    return ['defaults', 'layers']
      .filter((field) => helmRelease[field] !== undefined)
      .map((field) => error('forms-mixed', [...path, field], 'is only valid with targets, not with deploy'));
  }
  return [...checkLayers(helmRelease, path), ...checkNulls(helmRelease, path)];
}

export function bothSet(one: string, other: string): string {
  return `${one} and ${other} are both set: exactly one is allowed`;
}

/** A target that lacks a layer would be delivered without its values. */
function checkLayers({ layers, targets }: Readonly<Record<string, unknown>>, path: FieldPath): Diagnostic[] {
  const indexes = new Map<string, number>();
  const clashes = listOf(layers).flatMap((layer, index) => {
    const { name } = mapOf(layer);
    if (typeof name !== 'string') return [];
    const first = indexes.get(name);
    if (first === undefined) indexes.set(name, index);
    if (first === undefined) return [];
    const message = `${redacted(name)} is the name of [${first}] too: every layer needs a different name`;
    return [error('layer-clash', [...path, 'layers', index, 'name'], message)];
  });
  const names = [...indexes.keys()];
  const unknown = listOf(targets).flatMap((target, index) =>
    listOf(mapOf(target).layers).flatMap((name, position) => {
      if (typeof name !== 'string' || indexes.has(name)) return [];
      const known = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`;
      const hint = didYouMean(name, names) || `; ${known}`;
      return [
        error(
          'layer-unknown',
          [...path, 'targets', index, 'layers', position],
          `there is no layer ${redacted(name)}${hint}`,
        ),
      ];
    }),
  );
  return [...clashes, ...unknown];
}

/** The fields with nulls, and nulls that are missing in them. */
function checkNulls({ defaults, layers, targets }: Readonly<Record<string, unknown>>, path: FieldPath): Diagnostic[] {
  const checkPart = (part: unknown, place: FieldPath): Diagnostic[] => {
    const { nulls: text, values } = mapOf(part);
    const nulls = parsedJson(text);
    if (typeof text === 'string' && !isPlainObject(nulls)) {
      return [error('nulls-invalid', [...place, 'nulls'], 'must be a map, as JSON: the nulls of values')];
    }
    if (!isPlainObject(values) || checkNesting(values).length > 0) return [];
    if (!holdsNull(values)) return [];
    const [written, applied] = [values, withoutNulls(values) as ValueMap].map((each) => withNulls(each, mapOf(nulls)));
    if (canonicalJson(applied) === canonicalJson(written)) return [];
    const [first] = leavesOf(values).filter(({ value }) => value === null);
    const message =
      `${formatPath(first?.path ?? [])} is null, which appliers drop from the stored Application, so that the layer below ` +
      'would come through: write it into nulls too, as fluxapp lower --with-application does';
    return [warning('nulls-not-carried', [...place, 'values'], message)];
  };
  return [
    ...checkPart(defaults, [...path, 'defaults']),
    ...listOf(layers).flatMap((layer, index) => checkPart(layer, [...path, 'layers', index])),
    ...listOf(targets).flatMap((target, index) => checkPart(target, [...path, 'targets', index])),
  ];
}
