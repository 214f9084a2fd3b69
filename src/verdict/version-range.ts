/*
 * Version ranges as in github.com/Masterminds/semver/v3, with which Helm finds the charts of dependencies.
 */

interface Version {
  /** Major, minor, patch. */
  readonly numbers: readonly number[];
  readonly prerelease: string;
}

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  /** How many of its numbers are given; the others are omitted or `x`. */
  readonly given: number;
}

const PART = '[0-9xX*|]+';
const IDENTIFIERS = '[0-9A-Za-z-]+(?:[.][0-9A-Za-z-]+)*';
const VERSION = `v?(?:${PART})(?:[.]${PART})?(?:[.]${PART})?(?:-${IDENTIFIERS})?(?:[+]${IDENTIFIERS})?`;
const OPERATOR = '(?:!=|>=|=>|<=|=<|~>|[=<>~^]|)';
const SPACE = '[ \\t\\n\\f\\r]';
const CONSTRAINT = `${OPERATOR}${SPACE}*${VERSION}`;
const GROUP = new RegExp(`^${SPACE}*${CONSTRAINT}${SPACE}*(?:(?:${SPACE}+|,${SPACE}*)${CONSTRAINT}${SPACE}*)*$`);
const EACH = new RegExp(CONSTRAINT, 'g');
const PARTS = new RegExp(
  `^(${OPERATOR})${SPACE}*v?(${PART})(?:[.](${PART}))?(?:[.](${PART}))?(?:-(${IDENTIFIERS}))?(?:[+]${IDENTIFIERS})?$`,
);
const HYPHEN = new RegExp(`${SPACE}*(${VERSION})${SPACE}+-${SPACE}+(${VERSION})${SPACE}*`, 'g');
const EXACT = new RegExp(`^v?([0-9]+)(?:[.]([0-9]+))?(?:[.]([0-9]+))?(?:-(${IDENTIFIERS}))?(?:[+]${IDENTIFIERS})?$`);
/** The maximum length of a range, and the maximum number of alternatives in it. */
const LONGEST = 512;
const MOST = 32;

/** Whether a version is in a range; false if either is invalid. */
export function isInRange(range: string, text: string): boolean {
  const version = versionOf(text);
  if (version === undefined || range.length > LONGEST) return false;
  // in runs of spaces, the patterns would try every division
  const single = range.replace(/[ \t\n\f\r]+/g, ' ');
  const groups = single.replace(HYPHEN, '>=$1, <=$2').split('||').map(constraintsOf);
  if (groups.length > MOST || groups.includes(undefined)) return false;
  return groups.some((group = []) => {
    const withPrereleases = group.some((constraint) => constraint.version.prerelease !== '');
    if (version.prerelease !== '' && !withPrereleases) return false;
    return group.every((constraint) => holds(constraint, version));
  });
}

/** Negative if the first version is lower. A text that is not a version is lower than all versions. */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [versionOf(a), versionOf(b)];
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined);
  return compare(one, other);
}

function versionOf(text: string): Version | undefined {
  const [found, major, minor = '0', patch = '0', prerelease = ''] = EXACT.exec(text) ?? [];
  if (found === undefined) return undefined;
  if (prerelease.split('.').some((part) => /^0\d+$/.test(part))) return undefined;
  return { numbers: [major, minor, patch].map(Number), prerelease };
}

function constraintsOf(group: string): Constraint[] | undefined {
  if (!GROUP.test(group)) return undefined;
  const constraints = (group.match(EACH) ?? []).map(constraintOf);
  return constraints.includes(undefined) ? undefined : (constraints as Constraint[]);
}

function constraintOf(text: string): Constraint | undefined {
  const [found, operator = '', major = '', minor = '', patch = '', prerelease = ''] = PARTS.exec(text) ?? [];
  if (found === undefined) return undefined;
  const parts = [major, minor, patch];
  const open = parts.findIndex((part) => part === '' || /^[xX*]$/.test(part));
  const given = open < 0 ? 3 : open;
  const numbers = [0, 1, 2].map((index) => (index < given ? (parts[index] as string) : '0'));
  const version = versionOf(`${numbers.join('.')}${prerelease === '' ? '' : `-${prerelease}`}`);
  return version && { operator, version, given };
}

function holds({ operator, version: bound, given }: Constraint, version: Version): boolean {
  const compared = compare(version, bound);
  const [major = 0, minor = 0, patch = 0] = bound.numbers;
  const [ownMajor = 0, ownMinor = 0, ownPatch = 0] = version.numbers;
  const isWhole = given === 3 || given === 0; // 0: as 0.0.0
  switch (operator) {
    case '!=':
      if (isWhole) return compared !== 0;
      if (ownMajor !== major) return true;
      if (given === 1) return false;
      return ownMinor !== minor || version.prerelease !== bound.prerelease;
    case '>':
      if (isWhole) return compared > 0;
      if (ownMajor !== major) return ownMajor > major;
      return given === 2 && ownMinor > minor;
    case '<':
      return compared < 0;
    case '>=':
    case '=>':
      return compared >= 0;
    case '<=':
    case '=<':
      if (given === 3) return compared <= 0;
      return ownMajor <= major && !(ownMajor === major && ownMinor > minor && given !== 1);
    case '^':
      if (compared < 0) return false;
      if (ownMajor !== major) return false;
      if (major > 0 || given === 1) return true;
      if (ownMinor !== minor) return false;
      return minor > 0 || given === 2 || ownPatch === patch;
    case '~':
    case '~>':
      return isWithin();
    default:
      return given === 3 ? compared === 0 : isWithin();
  }

  function isWithin(): boolean {
    if (compared < 0) return false;
    if (isWhole && major === 0 && minor === 0 && patch === 0) return true;
    return ownMajor === major && (ownMinor === minor || given === 1);
  }
}

/** Negative if the first version is lower. */
function compare(a: Version, b: Version): number {
  for (const index of [0, 1, 2]) {
    const difference = (a.numbers[index] as number) - (b.numbers[index] as number);
    if (difference !== 0) return difference;
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === '' || b.prerelease === '') return a.prerelease === '' ? 1 : -1;
  return comparePrereleases(a.prerelease.split('.'), b.prerelease.split('.'));
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [one, other] = [a[index], b[index]];
    if (one === other) continue;
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isNumber && isOtherNumber) return Number(one) - Number(other);
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
