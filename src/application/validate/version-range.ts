/*
 * The grammar of version ranges of github.com/Masterminds/semver/v3 (NewConstraint), which source-controller reads ranges
 * with. Only texts that it refuses for certain are refused here: the golden file of Flux's rules holds it.
 */

const PART = '[0-9xX*]+';
const IDENTIFIERS = '[0-9A-Za-z-]+(?:[.][0-9A-Za-z-]+)*';
const VERSION = `v?${PART}(?:[.]${PART})?(?:[.]${PART})?(?:-${IDENTIFIERS})?(?:[+]${IDENTIFIERS})?`;
const CONSTRAINT = `(?:!=|>=|=>|<=|=<|~>|[=<>~^])? ?${VERSION}`;
const ALTERNATIVE = new RegExp(`^ ?${CONSTRAINT}(?:(?: ?, ?| )${CONSTRAINT})* ?$`);
const HYPHEN = new RegExp(`(${VERSION}) - (${VERSION})`, 'g');

/** Longer texts are left to Flux: older versions of the package have no limit, and matching them takes time. */
const LONGEST = 512;

/** Whether a text may be a range of versions, such as `1.x`, `>=1.2 <2` or `~1.4 || 2.0.x`. */
export function isVersionRange(text: string): boolean {
  if (text.length > LONGEST) return true;
  const range = text.replace(/[\t\n\f\r ]+/g, ' ').replace(HYPHEN, '>=$1, <=$2');
  return range.split('||').every((alternative) => ALTERNATIVE.test(alternative));
}
