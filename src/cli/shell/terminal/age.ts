/** The age of a time in kubectl's format: `45s`, `12m`, `5h`, `3d`. Empty if there is no time. */
export function ageOf(time: string | undefined, now: string): string {
  if (time === undefined) return '';
  const seconds = Math.max(0, Math.floor((Date.parse(now) - Date.parse(time)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
