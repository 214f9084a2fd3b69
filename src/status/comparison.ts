import { checkedLowering, differingFields, releasesToCompare } from '../application';
import { entryOf, type FieldPath, isPlainObject, listOf, mapOf, stringOf } from '../json';
import type { DeliveryKind } from '../kubernetes';
import type { DeliveryComparison } from './agreement';
import type { Desired, DesiredTarget } from './desired';
import type { FluxObject } from './flux-object';
import { isUnread, type ObservedDeliveries, objectsOfTargets } from './observed';
import { hasField, type Schema } from './schema';

/**
 * The targets whose objects have to be compared field by field: lowered objects whose spec differs from that of the
 * lowered stored Application.
 */
export function deliveriesToCompare({ kind, targets }: Desired, observed: ObservedDeliveries): DesiredTarget[] {
  const objectOf = objectsOfTargets(targets, observed[kind]);
  return targets.filter((target) => {
    const object = objectOf(target);
    return object !== undefined && !isUnread(object) && isToCompare(target, object);
  });
}

/** Whether the fields have to be compared to determine whether an object matches its target. */
export function isToCompare({ specDigest, suspended }: DesiredTarget, object: FluxObject): boolean {
  if (specDigest === undefined || object.specDigest === undefined) return false;
  return specDigest !== object.specDigest || (suspended === true && mapOf(object.spec).suspend !== true);
}

/** The input of a comparison: objects as returned by an API server. */
export interface ComparisonParts {
  readonly application: unknown;
  readonly kind: DeliveryKind;
  /** The existing objects, by the name that lowering gives the object of their target. */
  readonly deliveries: ReadonlyMap<string, unknown>;
  /** The schema of the installed Application. @default - no field counts as dropped */
  readonly schema?: Schema;
}

/**
 * Compares objects with the lowered stored Application.
 *
 * @returns the differences by the name that lowering gives the object; none for an object that the Application does not
 * need, or if the Application has errors
 */
export function compareDeliveries(parts: ComparisonParts): Map<string, DeliveryComparison> {
  const { application, kind, deliveries, schema } = parts;
  const compared = new Map<string, DeliveryComparison>();
  const { plan } = checkedLowering(application);
  if (plan === undefined) return compared;
  const wanted = releasesToCompare(plan, mapOf(mapOf(application).metadata).annotations);
  for (const [index, { objectName }] of plan.targets.entries()) {
    const live = deliveries.get(objectName);
    if (live === undefined) continue;
    const { metadata, spec } = mapOf(live);
    const { labels, annotations } = mapOf(metadata);
    const own = { name: objectName, labels: mapOf(labels), annotations: mapOf(annotations) };
    const differing = differingFields({ ...wanted(index) }, { kind, metadata: own, spec });
    const lacks = (field: FieldPath | undefined) =>
      schema !== undefined && field !== undefined && !hasField(schema, field);
    const fields = differing.filter(([first]) => first === 'spec'); // labels of waves are not fields of the Application
    const dropped = fields.filter((path) => lacks(applicationField(kind, path)));
    const perhapsDropped = fields.filter((path) => !dropped.includes(path) && lacks(targetField(kind, path)));
    const owners = ownersOf(live, differing);
    compared.set(objectName, { differing, dropped, ...(perhapsDropped.length > 0 ? { perhapsDropped } : {}), owners });
  }
  return compared;
}

const SPEC = ['spec', 'fluxApp', 'spec'];
const HELM_RELEASE = [...SPEC, 'config', 'helmRelease'];

/** The field of the Application from which a field of a HelmRelease or Kustomization is lowered. */
function applicationField(kind: DeliveryKind, [, ...field]: FieldPath): FieldPath {
  if (kind === 'Kustomization') return [...SPEC, 'config', 'kustomization', 0, ...field];
  const [first, part, ...ofPart] = field;
  if (first === 'chartRef') return [...HELM_RELEASE, 'template'];
  if (first !== 'chart') return [...HELM_RELEASE, 'deploy', 0, ...field];
  if (part === 'metadata') return [...HELM_RELEASE, 'chart', 'metadata', ...ofPart];
  return ofPart[0] === 'sourceRef' ? [...SPEC, 'source', ...ofPart] : [...HELM_RELEASE, 'chart', ...ofPart];
}

/** The field of a target, for fields of the chart: a target may have its own chart. */
function targetField(kind: DeliveryKind, [, first, part, ...ofPart]: FieldPath): FieldPath | undefined {
  const target = [...HELM_RELEASE, 'deploy', 0];
  if (kind === 'Kustomization') return undefined;
  if (first === 'chartRef') return [...target, 'template'];
  if (first !== 'chart') return undefined;
  if (part === 'metadata') return [...target, 'chart', 'metadata', ...ofPart];
  return ofPart[0] === 'sourceRef' ? [...target, 'source', ...ofPart] : [...target, 'chart', ...ofPart];
}

/**
 * The owners of fields of an object
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management). An atomic list is owned as a
 * whole.
 */
function ownersOf(object: unknown, fields: readonly FieldPath[]): string[] {
  const { managedFields } = mapOf(mapOf(object).metadata);
  const owners = listOf(managedFields)
    .map(mapOf)
    .filter(({ fieldsV1 }) => fields.some((field) => owns(fieldsV1, field)))
    .map(({ manager }) => stringOf(manager) ?? 'unknown');
  return [...new Set(owners)].sort();
}

function owns(fields: unknown, [step, ...rest]: FieldPath): boolean {
  if (!isPlainObject(fields)) return false;
  if (step === undefined) return true;
  if (typeof step === 'number') return Object.keys(fields).length === 0; // in a list that is owned as a whole
  const own = entryOf(fields, `f:${step}`);
  return own !== undefined && (owns(own, rest) || isWhole(own));
}

/** Whether the field is owned as a whole: no part of it is owned separately. */
function isWhole(fields: unknown): boolean {
  return isPlainObject(fields) && Object.keys(fields).length === 0;
}
