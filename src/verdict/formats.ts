import { isPattern } from './go-regexp';
import { parseGoUrl } from './go-url';

/** The string formats that Helm checks in schemas up to draft 7, as in github.com/santhosh-tekuri/jsonschema/v6. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  time: isTime,
  'date-time': isDateTime,
  duration: isDuration,
  period: isPeriod,
  ipv4: isIpv4,
  ipv6: isIpv6,
  hostname: isHostname,
  email: isEmail,
  uuid: (text) => /^[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}$/.test(text),
  regex: isPattern,
  'json-pointer': isJsonPointer,
  'relative-json-pointer': (text) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/.test(text),
  semver: (text) => SEMVER.test(text),
  uri: isUri,
  iri: isUri,
  'uri-reference': isUriReference,
  'iri-reference': isUriReference,
  'uri-template': isUriTemplate,
};

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeapDay = month === 2 && day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeapDay || (day >= 1 && day <= (DAYS[month - 1] ?? 0));
}

/** Two characters that Go's Atoi reads as a non-negative number. */
const TWO = '(\\d\\d|\\+\\d|-0)';
const TIME = new RegExp(`^${TWO}:${TWO}:${TWO}(?:\\.\\d+)?(?:[zZ]|([+-])${TWO}:${TWO})$`);

function isTime(text: string): boolean {
  const found = TIME.exec(text);
  if (found === null) return false;
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1, 4).map(Number);
  const [zoneHours = 0, zoneMinutes = 0] = found.slice(5).map((part) => Number(part ?? 0));
  if (hours > 23 || minutes > 59 || seconds > 60 || zoneHours > 23 || zoneMinutes > 59) return false;
  if (seconds < 60) return true;
  // a leap second is the last one of a day in UTC
  const offset = (zoneHours * 60 + zoneMinutes) * (found[4] === '-' ? 1 : -1);
  return (hours * 60 + minutes + offset + 1440) % 1440 === 1439;
}

function isDateTime(text: string): boolean {
  return /^.{10}[Tt]/.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

function isDuration(text: string): boolean {
  return /^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(text);
}

function isPeriod(text: string): boolean {
  const slash = text.indexOf('/');
  const [start, end] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 0) return false;
  if (start.startsWith('P')) return isDuration(start) && isDateTime(end);
  return isDateTime(start) && (end.startsWith('P') ? isDuration(end) : isDateTime(end));
}

/** Go's Atoi reads the numbers, so they may have a sign. */
function isIpv4(text: string): boolean {
  const parts = text.split('.');
  const isByte = (part: string) => /^[+-]?\d+$/.test(part) && Number(part) >= 0 && Number(part) < 256;
  return parts.length === 4 && parts.every((part) => isByte(part) && !/^0./.test(part));
}

const DECIMAL_BYTE = /^(?:0|[1-9]\d{0,2})$/;

function isIpv6(text: string): boolean {
  const tail = text.slice(text.lastIndexOf(':') + 1);
  const isDotted = tail.split('.').every((part) => DECIMAL_BYTE.test(part)) && isIpv4(tail);
  const whole = isDotted ? `${text.slice(0, -tail.length)}0:0` : text;
  if (!/^[\da-fA-F:]+$/.test(whole)) return false;
  const halves = whole.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[\da-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : halves.length === 1 && groups.length === 8;
}

function isHostname(text: string): boolean {
  const name = text.replace(/\.$/, '');
  return name.length <= 253 && name.split('.').every((label) => /^(?!-)[A-Za-z\d-]{1,63}(?<!-)$/.test(label));
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 0 || text.length > 254 || local.length > 64) return false;
  const isQuoted = local.length > 1 && local.startsWith('"');
  const isLocal = isQuoted
    ? !/[\\"]/.test(local.slice(1, -1))
    : /^[\w!#$%&'*+/=?^`{|}~.-]*$/.test(local) && !/^\.|\.$|\.\./.test(local);
  const [, prefix, address] = /^\[(IPv6:)?(.*)\]$/.exec(domain) ?? [];
  if (address !== undefined) return isLocal && (prefix === undefined ? isIpv4(address) : isIpv6(address));
  return isLocal && isHostname(domain);
}

function isJsonPointer(text: string): boolean {
  return /^(?:\/(?:[^~/]|~[01])*)*$/.test(text);
}

const NUMBER = '(?:0|[1-9]\\d*)';
const IDENTIFIER = `(?:${NUMBER}|\\d*[A-Za-z-][\\dA-Za-z-]*)`;
const SEMVER = new RegExp(
  `^${NUMBER}[.]${NUMBER}[.]${NUMBER}(?:-${IDENTIFIER}(?:[.]${IDENTIFIER})*)?(?:[+][\\dA-Za-z-]+(?:[.][\\dA-Za-z-]+)*)?$`,
);

function isUri(text: string): boolean {
  return parseGoUrl(text, isIpv6)?.hasScheme === true;
}

function isUriReference(text: string): boolean {
  return !text.includes('\\') && parseGoUrl(text, isIpv6) !== undefined;
}

/** Braces in the path must be in pairs and not nested. */
function isUriTemplate(text: string): boolean {
  const path = parseGoUrl(text, isIpv6)?.rawPath;
  const withBraces = path?.replace(/%7b/gi, '{').replace(/%7d/gi, '}');
  return withBraces?.split('/').every((step) => /^[^{}]*(?:\{[^{}]*\}[^{}]*)*$/.test(step)) === true;
}
