/** Fewer digits of a digest than Git shows are ambiguous. */
const FEWEST_DIGITS = 7;

/**
 * Whether an applied revision matches a given one: exactly, or by the version before `+`, the part after `@`, or the
 * first digits of its digest, at least seven.
 */
export function matchesRevision(applied: string | undefined, wanted: string): boolean {
  if (applied === undefined || wanted === '') return false;
  const [version] = applied.split('+', 1) as [string];
  const at = applied.lastIndexOf('@');
  const behind = at < 0 ? undefined : applied.slice(at + 1);
  if ([applied, version, behind].includes(wanted)) return true;
  const digest = digestOf(applied, behind);
  return wanted.length >= FEWEST_DIGITS && /^[0-9a-f]+$/i.test(wanted) && digest.startsWith(wanted.toLowerCase());
}

/**
 * `main@sha1:<digits>`, `sha256:<digits>`, and the digits that Flux appends to the version of a chart:
 * `1.0.0+<digits>`.
 */
function digestOf(applied: string, behind = applied): string {
  const [, digits = ''] = /(?:^|[:+])([0-9a-f]{7,})$/i.exec(behind) ?? [];
  return digits.toLowerCase();
}
