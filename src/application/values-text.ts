import { isPlainObject, mapOf, stringOf, type ValueMap } from '../json';
import { assignmentsOf, SetError, type ValuesContribution } from '../values';
import { parseYaml } from '../yaml';

/** Flux's own default for the key in a ConfigMap or Secret (fluxcd/pkg/apis/meta ValuesReference). */
export const DEFAULT_VALUES_KEY = 'values.yaml';

/**
 * The text that an entry of `valuesFrom` refers to, in a ConfigMap or Secret as written by its author. Flux does not
 * read the `binaryData` of a ConfigMap (`ChartValuesFromReferences` of fluxcd/pkg/chartutil).
 *
 * @returns undefined if there is no such key
 */
export function valuesTextOf(object: ValueMap, key: string = DEFAULT_VALUES_KEY): string | undefined {
  const { kind, data, stringData } = object;
  const text = stringOf(mapOf(data)[key]);
  if (kind !== 'Secret') return text;
  return stringOf(mapOf(stringData)[key]) ?? (text && Buffer.from(text, 'base64').toString('utf8'));
}

/** The values in a text; undefined if it is not a map. */
export function valuesOfText(text: string): ValueMap | undefined {
  const [document] = parseYaml(text);
  return document?.problems.length === 0 && isPlainObject(document.value) ? document.value : undefined;
}

/** The contribution of a `valuesFrom` entry with a known text; undefined if Flux cannot read the text. */
export function contributionOfText(
  { targetPath, literal }: { readonly targetPath?: string; readonly literal?: boolean },
  text: string,
): ValuesContribution | undefined {
  if (targetPath === undefined) {
    const values = valuesOfText(text);
    return values && { values };
  }
  try {
    return { assignments: assignmentsOf(targetPath, text, literal === true) };
  } catch (cause) {
    if (cause instanceof SetError) return undefined;
    throw cause;
  }
}
