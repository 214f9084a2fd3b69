import type { JsonObject } from '../../src/json/json';
import { splitNulls } from '../../src/values/nulls';
import { documentedRows, writtenCase } from './documented-values-from';
import { Random } from './random';
import { MARK, randomEntryOf, randomSetting, randomValues } from './random-values-from';
import type { OracleEntry, ValuesFromCase } from './values-from-case';

/** The number of cases whose last entry sets a mark. */
const MARKS = 350;
/** The number of cases with texts in various formats. */
const TEXTS = 200;

/** All cases of the golden file, in order; the same in every call. */
export function valuesFromCases(): readonly ValuesFromCase[] {
  const cases = [...documentedRows().map(({ asked }) => asked), ...writtenCases(), ...markCases(4), ...textCases(5)];
  return cases.flatMap((plain) => (hasNulls(plain) ? [plain, lowered(plain)] : [plain]));
}

export function hasNulls({ values }: ValuesFromCase): boolean {
  return splitNulls(values).nulls !== undefined;
}

/** The lowered case: its nulls are in a ConfigMap, the last entry. */
export function lowered({ kind, entries, values }: ValuesFromCase): ValuesFromCase {
  const { rest, nulls } = splitNulls(values);
  const last: OracleEntry = { kind: 'ConfigMap', name: 'nulls', data: JSON.stringify(nulls) };
  return { kind, entries: nulls === undefined ? entries : [...entries, last], values: rest as JsonObject };
}

function markCases(seed: number): readonly ValuesFromCase[] {
  const random = new Random(seed);
  return Array.from({ length: MARKS }, () => {
    const values = randomValues(random);
    const earlier = random.chance(0.4) ? [] : random.list(1, 2, () => 0);
    const entries = earlier.map((_, index) => randomEntryOf(random, values, index, 'other'));
    return { kind: 'valuesFrom', entries: [...entries, randomSetting(random, values, entries.length, MARK)], values };
  });
}

function textCases(seed: number): readonly ValuesFromCase[] {
  const random = new Random(seed);
  return Array.from({ length: TEXTS }, () => {
    const values = random.chance(0.2) ? {} : randomValues(random, 2);
    const entries = random.list(1, 3, () => 0).map((_, index) => randomEntryOf(random, values, index));
    return { kind: 'valuesFrom', entries, values };
  });
}

/** Edge cases from the source of chartutil. */
function writtenCases(): readonly ValuesFromCase[] {
  return [
    writtenCase([], { a: 1 }),
    writtenCase([{ a: 1, b: { c: 1 } }, { b: { c: 2, d: 2 } }], { b: { d: 3 } }),
    writtenCase([{ a: { b: 1 } }], { a: { b: null } }),
    writtenCase([{ a: { b: 'earlier' } }, 'a.b=x'], { a: {} }),
    // Paths that are invalid.
    ...['a.', 'a..b', '.a', 'a\\', '[0]', 'a[0]b', 'a[0', 'a[99999]'].map((path) => writtenCase([`${path}=x`], {})),
    // An empty text in a new list element is lost.
    writtenCase(['a[0].b='], { a: [{}] }),
    writtenCase(['a.b='], {}),
    { kind: 'valuesFrom', entries: [{ kind: 'ConfigMap', name: 'yaml', data: 'a:\n  on: 0x10\n' }], values: {} },
    { kind: 'valuesFrom', entries: [{ kind: 'ConfigMap', name: 'none', data: '' }], values: { a: 1 } },
    { kind: 'valuesFrom', entries: [{ kind: 'ConfigMap', name: 'list', data: '[]' }], values: { a: 1 } },
  ];
}
