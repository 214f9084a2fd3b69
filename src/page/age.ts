/** A unit of time for ages. */
export type AgeUnit = 'days' | 'hours' | 'minutes' | 'seconds';

/** In seconds, the largest first. */
const UNITS: readonly (readonly [AgeUnit, number])[] = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
];

/** The number of days from which on hours are omitted. */
const MANY_DAYS = 3;

/**
 * The age of something in the largest suitable units: days and hours, hours and minutes, minutes, or seconds.
 *
 * @param since date and time in RFC 3339 format, like `now`
 * @returns counts with their units; empty if a time is missing or invalid
 * @example ageOf('2026-12-01T04:38:00Z', '2026-12-01T10:00:00Z') // [['hours', 5], ['minutes', 22]]
 */
export function ageOf(since: string | undefined, now: string): readonly (readonly [AgeUnit, number])[] {
  let rest = Math.floor((Date.parse(now) - Date.parse(since ?? '')) / 1000);
  if (Number.isNaN(rest)) return [];
  rest = Math.max(0, rest);
  const counts = UNITS.map(([unit, seconds]): readonly [AgeUnit, number] => {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    return [unit, count];
  });
  const first = counts.findIndex(([unit, count]) => count > 0 || unit === 'seconds');
  const [unit, count] = counts[first] as readonly [AgeUnit, number];
  const isEnough = unit === 'minutes' || unit === 'seconds' || (unit === 'days' && count >= MANY_DAYS);
  return counts.slice(first, first + (isEnough ? 1 : 2)).filter(([, each], index) => index === 0 || each > 0);
}
