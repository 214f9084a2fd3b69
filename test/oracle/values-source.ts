import type { ValueMap } from '../../src/json/json';
import { isPlainObject } from '../../src/json/json';
import { assignmentsOf } from '../../src/values/assignments';
import { SET_DIFFERENCES, SetError } from '../../src/values/set-error';
import type { ValuesContribution } from '../../src/values/values-from';
import { parseYaml } from '../../src/yaml/parse';
import type { OracleEntry } from './values-from-case';

/**
 * What an entry brings once its text is read as Flux reads it: `error` where it cannot be, `nonsense` where only Helm
 * can read it.
 */
export function sourceOf({ targetPath, literal, data }: OracleEntry): ValuesContribution | 'error' | 'nonsense' {
  if (targetPath === undefined) return mapOf(data);
  if (/\]\..*[^\]]=$/s.test(`${targetPath}=${data}`)) return 'nonsense'; // an empty text in an element of a list may be lost
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
