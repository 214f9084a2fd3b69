import { DEFAULT_VALUES_KEY, valuesOfText, valuesTextOf } from '../../../application';
import { type PlanObject, textsOf } from '../../../change';
import { listOf, mapOf, stringOf, type ValueMap } from '../../../json';
import type { WantedObject } from '../../../observe';
import { assignmentsOf, composeValues, SetError, type ValuesContribution } from '../../../values';
import { parseYaml } from '../../../yaml';
import { NotKnown } from './not-known';

/** The values that Flux passes to Helm. */
export interface ReleaseValues {
  readonly values: ValueMap;
  /** The strings in it that come from Secrets. */
  readonly secrets: readonly string[];
}

/** Returns an object that a HelmRelease refers to; undefined if it does not exist. */
export type Lookup = (wanted: WantedObject) => Promise<PlanObject | undefined>;

/** Computes the values of a HelmRelease like helm-controller. @throws NotKnown if Flux fails */
export async function valuesOfRelease({ value, namespace }: PlanObject, lookup: Lookup): Promise<ReleaseValues> {
  const { values, valuesFrom } = mapOf(value.spec);
  const contributions: ValuesContribution[] = [];
  const secrets = new Set<string>();
  for (const reference of listOf(valuesFrom).map(mapOf)) {
    const contribution = await contributionOf(reference, namespace, lookup);
    if (contribution === undefined) continue;
    contributions.push(contribution);
    if (reference.kind === 'Secret') for (const text of textsIn(contribution)) secrets.add(text);
  }
  const composed = composeValues(contributions, mapOf(values));
  if (composed === undefined)
    throw new NotKnown('a targetPath of valuesFrom leads through something that is not a map');
  return { values: composed, secrets: [...secrets] };
}

function textsIn(contribution: ValuesContribution): string[] {
  return textsOf('values' in contribution ? contribution.values : contribution.assignments.map(({ value }) => value));
}

/** @returns undefined for an optional one that does not exist */
async function contributionOf(
  { kind, name, valuesKey = DEFAULT_VALUES_KEY, targetPath, literal, optional }: ValueMap,
  namespace: string | undefined,
  lookup: Lookup,
): Promise<ValuesContribution | undefined> {
  const [path, key] = [stringOf(targetPath), String(valuesKey)];
  const label = `${kind} ${namespace}/${name}`;
  const object = await lookup({ apiVersion: 'v1', kind: String(kind), namespace, name: String(name) });
  const text = object && valuesTextOf(object.value, key);
  if (text === undefined) {
    if (optional === true) return undefined;
    throw new NotKnown(object ? `${label} has no key ${key}` : `${label} does not exist`);
  }
  if (path !== undefined && path !== '') return { assignments: assignmentsIn(path, text, literal === true, label) };
  const values = parseYaml(text).length === 0 ? {} : valuesOfText(text);
  if (values === undefined) throw new NotKnown(`${label} holds no map of values under ${key}`);
  return { values };
}

function assignmentsIn(path: string, text: string, isLiteral: boolean, label: string) {
  try {
    return assignmentsOf(path, text, isLiteral);
  } catch (error) {
    // the message of the error quotes the text
    if (error instanceof SetError) throw new NotKnown(`what ${label} holds cannot be set at ${path}`);
    throw error;
  }
}
