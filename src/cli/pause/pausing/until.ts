import { ExpectedError } from '../../../diagnostics';
import { dateTimeOf } from '../../../json';
import { rfc3339 } from '../../../kubernetes';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 };
const DURATION = /^(\d+[smhd])+$/;

/** The years that RFC 3339 supports. */
const LATEST = Date.UTC(10_000, 0);

/**
 * The end of a pause.
 *
 * @param text a duration from now on, such as `4h` or `1d12h`, or a time in RFC 3339 format
 * @returns the time in RFC 3339 format, to the second, in UTC
 * @throws ExpectedError
 */
export function parseUntil(text: string, now: Date): string {
  const time = timeOf(text, now);
  if (time === undefined || time >= LATEST) {
    throw new ExpectedError(
      `--until: ${JSON.stringify(text)} is neither a duration, such as 4h or 2d, nor date and time, such as 2026-12-01T08:00:00Z`,
    );
  }
  const until = rfc3339(new Date(Math.ceil(time / 1000) * 1000));
  if (time <= now.getTime()) throw new ExpectedError(`--until: ${until} is over`);
  return until;
}

function timeOf(text: string, now: Date): number | undefined {
  if (!DURATION.test(text)) return dateTimeOf(text) === undefined ? undefined : Date.parse(text);
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit as 's'], 0);
  return now.getTime() + seconds * 1000;
}
