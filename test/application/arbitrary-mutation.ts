import fc from 'fast-check';
import { applications } from './arbitrary-application';

// biome-ignore lint/suspicious/noExplicitAny: what is mutated may be anything
type Any = any;

/** All places in the data, each as the map or list that contains it and the key. */
export function places(value: Any): (readonly [holder: Any, key: string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [[value, key] as const, ...places(value[key])]);
}

const mutations: readonly ((holder: Any, key: string, value: unknown) => void)[] = [
  (holder, key, value) => {
    holder[key] = value;
  },
  (holder, key) => {
    delete holder[key];
  },
  (holder, key, value) => {
    const { [key]: content, ...rest } = holder;
    for (const old of Object.keys(holder)) delete holder[old];
    Object.assign(holder, rest, { [String(value)]: content });
  },
  (holder, key) => {
    holder[key] = [holder[key], holder[key]];
  },
];

/** Valid Applications with up to three fields replaced, renamed, duplicated or removed. */
export const mutatedApplications: fc.Arbitrary<Any> = fc
  .tuple(
    applications,
    fc.array(
      fc.record({
        at: fc.nat(),
        mutate: fc.constantFrom(...mutations),
        value: fc.oneof(fc.constantFrom<unknown>('', 0, -1, 1.5, true, 10n, Number.NaN), fc.string({ maxLength: 5 })),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([application, changes]) => {
    for (const { at, mutate, value } of changes) {
      const all = places(application);
      const [holder, key] = all[at % all.length] ?? [];
      if (key !== undefined) mutate(holder, key, value);
    }
    return application;
  });
