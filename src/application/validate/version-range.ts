/*
 * The grammar of version ranges in github.com/Masterminds/semver/v3 (NewConstraint), which source-controller uses. Only
 * strings that it certainly rejects are rejected here: the golden file of Flux's rules verifies that.
 */

const PART = '[0-9xX*]+';
const IDENTIFIERS = '[0-9A-Za-z-]+(?:[.][0-9A-Za-z-]+)*';
const VERSION = `v?${PART}(?:[.]${PART})?(?:[.]${PART})?(?:-${IDENTIFIERS})?(?:[+]${IDENTIFIERS})?`;
const CONSTRAINT = `(?:!=|>=|=>|<=|=<|~>|[=<>~^])? ?${VERSION}`;
const ALTERNATIVE = new RegExp(`^ ?${CONSTRAINT}(?:(?: ?, ?| )${CONSTRAINT})* ?$`);
const HYPHEN = new RegExp(`(${VERSION}) - (${VERSION})`, 'g');

/** Longer strings are left to Flux: older versions of the package have no limit, and matching them takes time. */
const LONGEST = 512;

/** Whether a string may be a version range, such as `1.x`, `>=1.2 <2` or `~1.4 || 2.0.x`. */
export function isVersionRange(text: string): boolean {
  if (text.length > LONGEST) return true;
  const range = text.replace(/[\t\n\f\r ]+/g, ' ').replace(HYPHEN, '>=$1, <=$2');
  return range.split('||').every((alternative) => ALTERNATIVE.test(alternative));
}
