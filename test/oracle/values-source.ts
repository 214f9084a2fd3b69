import type { ValueMap } from '../../src/json/json';
import { isPlainObject } from '../../src/json/json';
import { assignmentsOf } from '../../src/values/assignments';
import { SET_DIFFERENCES, SetError } from '../../src/values/set-error';
import type { ValuesContribution } from '../../src/values/values-from';
import { parseYaml } from '../../src/yaml/parse';
import type { OracleEntry } from './values-from-case';

/**
 * The contribution of an entry after its text is parsed like in Flux; `error` if it is invalid, `nonsense` if only Helm
 * can parse it.
 */
export function sourceOf({ targetPath, literal, data }: OracleEntry): ValuesContribution | 'error' | 'nonsense' {
  if (targetPath === undefined) return mapOf(data);
  if (/\]\..*[^\]]=$/s.test(`${targetPath}=${data}`)) return 'nonsense'; // an empty text in a list element may be lost
  try {
    return { assignments: assignmentsOf(targetPath, data, literal) };
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    return SET_DIFFERENCES.some(({ code }) => code === error.code) ? 'nonsense' : 'error';
  }
}

function mapOf(data: string): ValuesContribution | 'error' {
  const values = parseYaml(data)[0]?.value ?? {};
  return isPlainObject(values) ? { values: values as ValueMap } : 'error';
}
