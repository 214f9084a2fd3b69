import { addressOf, messageWithoutSecrets, type PlanObject } from '../../../change';
import { mapOf } from '../../../json';
import { APPLICATION } from '../../../kubernetes';
import type { Finding } from '../../shell';
import type { PlanSide } from '../read-objects';

/** An object that a cluster rejects. */
export interface Refusal {
  readonly object: PlanObject;
  readonly message: string;
}

/** One error per problem, reported at the first object that has it. */
export function refusalFindings(refusals: readonly Refusal[], code: PlanSide): Finding[] {
  const groups = new Map<string, Refusal[]>();
  for (const refusal of refusals) {
    const { kind, name } = refusal.object;
    const id = JSON.stringify([kind, refusal.message.replaceAll(name, '*')]);
    const group = groups.get(id);
    if (group) group.push(refusal);
    else groups.set(id, [refusal]);
  }
  return [...groups.values()].map(([first, ...others]) => {
    const { object, message } = first as Refusal;
    const more = others.length === 0 ? '' : ` (and ${others.length} more: ${few(others)})`;
    return {
      severity: 'error',
      place: code.placeOf(object),
      message: `${addressOf(object)}${more}: ${messageWithoutSecrets(message, object)}`,
    };
  });
}

/** The maximum number of names in a message. */
const FEW = 3;

function few(refusals: readonly Refusal[]): string {
  const names = refusals.slice(0, FEW).map(({ object }) => object.name);
  return [...names, ...(refusals.length > FEW ? ['…'] : [])].join(', ');
}

/** An object whose kind the cluster does not serve. */
export function unserved(object: PlanObject): Refusal {
  const { apiVersion, kind } = object;
  const isOurs = kind === APPLICATION.kind && apiVersion === APPLICATION.apiVersion;
  const remedy = isOurs
    ? 'fluxapp crds | kubectl apply --server-side -f -'
    : 'install its CustomResourceDefinition, or write a version that it serves';
  return { object, message: `the cluster does not serve ${kind} of ${apiVersion}: ${remedy}` };
}

/**
 * Fields that identify one state of one object. The API server rejects a manifest that has them, or accepts it only
 * once.
 */
const OF_ONE_STATE = ['managedFields', 'resourceVersion', 'uid'];

/** Objects that were copied from a cluster with such fields. */
export function copiedState(objects: readonly PlanObject[]): Refusal[] {
  return objects.flatMap((object): Refusal[] => {
    const metadata = mapOf(object.value.metadata);
    const fields = OF_ONE_STATE.filter((field) => metadata[field] !== undefined).map((field) => `metadata.${field}`);
    if (fields.length === 0) return [];
    return [{ object, message: `${fields.join(', ')}: only an API server writes that; remove it from the code` }];
  });
}

/** Objects that are in the code twice, once without a namespace. */
export function twice(objects: readonly PlanObject[]): Refusal[] {
  const seen = new Set<string>();
  return objects
    .filter((object) => seen.size === seen.add(addressOf(object)).size)
    .map((object) => ({ object, message: `it is in the code twice, once without its namespace ${object.namespace}` }));
}
