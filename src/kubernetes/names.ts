/**
 * What Kubernetes lets things be called (k8s.io/apimachinery/pkg/util/validation). Each function returns what is wrong
 * as the end of a sentence that begins with the name, or `undefined` where nothing is.
 */
type Problem = string | undefined;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;

/** A DNS label: what namespaces are called. At most 63 characters. */
export function dnsLabelProblem(name: string): Problem {
  if (!LABEL.test(name)) {
    return "is not a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends";
  }
  return lengthProblem(name, 63);
}

/** A DNS subdomain: what objects are called. At most `limit` characters, 253 unless told. */
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
