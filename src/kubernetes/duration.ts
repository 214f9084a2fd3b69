const NANOSECONDS = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** Go counts durations in nanoseconds, in 64 bits: about 292 years. */
const MAX = 2 ** 63;

/**
 * Whether Go can hold a duration of the form that Flux takes (`1h30m`, `0.5s`). Where it cannot, a controller cannot read
 * the list that the object is in, those of others included.
 */
export function isWithinGo(duration: string): boolean {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * NANOSECONDS[unit as 's'], 0) < MAX;
}

/** Whole milliseconds of a duration as Go and Flux write it (`90s`, `1h30m`); undefined where it is none. */
export function millisecondsOf(duration: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(duration)) return undefined;
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return Math.round(parts.reduce((sum, [, count, unit]) => sum + (Number(count) * NANOSECONDS[unit as 's']) / 1e6, 0));
}
