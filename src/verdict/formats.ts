import { GoRegExpError, goRegExp } from './go-regexp';

/**
 * The formats of strings that Helm checks, up to draft 7, as in github.com/santhosh-tekuri/jsonschema/v6. The formats of URIs, periods and
 * versions are not implemented: they are not checked.
 */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  time: isTime,
  'date-time': (text) => /^.{10}[Tt]/.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11)),
  ipv4: isIpv4,
  ipv6: isIpv6,
  hostname: isHostname,
  email: isEmail,
  uuid: (text) => /^[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}$/.test(text),
  regex: isPattern,
};

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeapDay = month === 2 && day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeapDay || (day >= 1 && day <= (DAYS[month - 1] ?? 0));
}

function isTime(text: string): boolean {
  const found = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[zZ]|([+-])(\d\d):(\d\d))$/.exec(text);
  if (found === null) return false;
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1, 4).map(Number);
  const [zoneHours = 0, zoneMinutes = 0] = found.slice(5).map((part) => Number(part ?? 0));
  if (hours > 23 || minutes > 59 || seconds > 60 || zoneHours > 23 || zoneMinutes > 59) return false;
  if (seconds < 60) return true;
  // a leap second is the last one of a day in UTC
  const offset = (zoneHours * 60 + zoneMinutes) * (found[4] === '-' ? 1 : -1);
  return (hours * 60 + minutes + offset + 1440) % 1440 === 1439;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

function isIpv6(text: string): boolean {
  const tail = text.slice(text.lastIndexOf(':') + 1);
  const whole = tail.includes('.') && isIpv4(tail) ? `${text.slice(0, -tail.length)}0:0` : text;
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

/** Whether Go's regexp package can compile a text. */
export function isPattern(text: string): boolean {
  try {
    return goRegExp(text) instanceof RegExp;
  } catch (error) {
    if (error instanceof GoRegExpError) return false;
    throw error;
  }
}
