/**
 * The error in a name (k8s.io/apimachinery/pkg/util/validation), as the end of a sentence that begins with the name;
 * `undefined` if the name is valid.
 */
type Problem = string | undefined;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;

/** A DNS label, such as the name of a namespace. At most 63 characters. */
export function dnsLabelProblem(name: string): Problem {
  if (!LABEL.test(name)) {
    return "is not a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends";
  }
  return lengthProblem(name, 63);
}

/** A DNS subdomain, such as the name of an object. At most `limit` characters, 253 by default. */
export function dnsSubdomainProblem(name: string, limit = 253): Problem {
  if (!SUBDOMAIN.test(name)) {
    return "is not a DNS subdomain: lower-case letters, digits, '-' and '.', with a letter or digit at the ends of every part";
  }
  return lengthProblem(name, limit);
}

/** The value of a label: may be empty, at most 63 characters. */
export function labelValueProblem(value: string): Problem {
  if (value !== '' && !QUALIFIED.test(value)) {
    return "is not a label value: letters, digits, '-', '_' and '.', with a letter or digit at both ends";
  }
  return lengthProblem(value, 63);
}

/** The key of a label or annotation: a name of at most 63 characters, with or without `<DNS subdomain>/` before it. */
export function qualifiedNameProblem(key: string): Problem {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  if (!QUALIFIED.test(name) || (prefix !== undefined && dnsSubdomainProblem(prefix) !== undefined)) {
    return "is not a qualified name: [DNS subdomain/]name, the name of letters, digits, '-', '_' and '.'";
  }
  return lengthProblem(name, 63);
}

/** A key of a ConfigMap's or Secret's data. At most 253 characters. */
export function dataKeyProblem(key: string): Problem {
  if (!DATA_KEY.test(key) || key === '.' || key.startsWith('..')) {
    return "is not a data key: letters, digits, '-', '_' and '.'";
  }
  return lengthProblem(key, 253);
}

function lengthProblem(name: string, limit: number): Problem {
  return name.length > limit ? `has ${name.length} characters, at most ${limit} are allowed` : undefined;
}

/** Go counts durations in nanoseconds, in 64 bits: about 292 years. */
const MAX_NANOSECONDS = 2 ** 63;
const NANOSECONDS = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;

/** @param duration valid: otherwise the search takes quadratic time */
function nanosecondsOf(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * NANOSECONDS[unit as 's'], 0);
}

/**
 * Whether Go can hold a duration in Flux's format (`1h30m`, `0.5s`). If it cannot, a controller cannot decode the list
 * that contains the object, including the other objects in it. True for anything else.
 */
export function isWithinGo(duration: string): boolean {
  return !DURATION.test(duration) || nanosecondsOf(duration) < MAX_NANOSECONDS;
}

/** Whole milliseconds of a duration in the format of Go and Flux (`90s`, `1h30m`); `undefined` if it is invalid. */
export function millisecondsOf(duration: string): number | undefined {
  return DURATION.test(duration) ? Math.round(nanosecondsOf(duration) / 1e6) : undefined;
}

/** Date and time in the format of Kubernetes: RFC 3339 in UTC, to the second. */
export function rfc3339(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
