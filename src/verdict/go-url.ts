/*
 * Parses URLs like github.com/santhosh-tekuri/jsonschema/v6, which uses Go's net/url and also checks IPv6 addresses.
 */

/** The parts of a URL that formats depend on. */
interface GoUrl {
  readonly hasScheme: boolean;
  /** The path as written, if Go would encode it differently; otherwise empty. */
  readonly rawPath: string;
}

const ESCAPES = '(?:[^%]|%[\\da-fA-F]{2})*';
const ESCAPED = new RegExp(`^${ESCAPES}$`, 's');
const USER = /^(?:[\w.:~!$&'()*+,;=@-]|%[\da-fA-F]{2})*$/;
/** Only bytes that are not ASCII, and the percent sign, may be escaped. */
const HOST = /^(?:[\w.~!$&'()*+,;=[\]<>"-]|[\u0080-\uffff]|%(?:25|[89a-fA-F][\da-fA-F]))*$/s;
const PORT = /^(?::\d*)?$/;

/** @param isIpv6 whether a text is an IPv6 address without a zone */
export function parseGoUrl(text: string, isIpv6: (text: string) => boolean): GoUrl | undefined {
  const [before, fragment] = cut(text, '#');
  if ([...before].some(isControl) || !ESCAPED.test(fragment)) return undefined;
  if (before === '*') return { hasScheme: false, rawPath: '' };
  const [, scheme] = /^([a-zA-Z][a-zA-Z\d+.-]*):/.exec(before) ?? [];
  if (before.startsWith(':')) return undefined;
  const hasScheme = scheme !== undefined;
  const [rest] = cut(hasScheme ? before.slice(scheme.length + 1) : before, '?');
  if (!rest.startsWith('/')) {
    if (hasScheme) return { hasScheme, rawPath: '' };
    if (cut(rest, '/')[0].includes(':')) return undefined;
  }
  const hasAuthority = rest.startsWith('//') && (hasScheme || !rest.startsWith('///'));
  const [authority] = cut(hasAuthority ? rest.slice(2) : '', '/');
  const path = hasAuthority ? rest.slice(2 + authority.length) : rest;
  if (!isAuthority(authority, isIpv6) || !ESCAPED.test(path)) return undefined;
  return { hasScheme, rawPath: isDefaultPath(path) ? '' : path };
}

function isControl(character: string): boolean {
  return character < ' ' || character === '\x7f';
}

/** The text before the first separator, and the text after it. */
function cut(text: string, separator: string): readonly [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function isAuthority(authority: string, isIpv6: (text: string) => boolean): boolean {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  if (at >= 0 && !USER.test(authority.slice(0, at))) return false;
  if (host.startsWith('[')) {
    const end = host.lastIndexOf(']');
    return end > 0 && isIpv6(host.slice(1, end)) && PORT.test(host.slice(end + 1));
  }
  const [name] = cut(host, ':');
  return !name.includes('[') && HOST.test(name) && PORT.test(host.slice(name.length));
}

/** Whether Go encodes a path exactly as written. */
function isDefaultPath(path: string): boolean {
  return path.split(/(%..)/).every((part) => (part.startsWith('%') ? isDefaultEscape(part) : UNESCAPED.test(part)));
}

const UNESCAPED = /^[\w.~$&+,/:;=@-]*$/;

function isDefaultEscape(code: string): boolean {
  return code === code.toUpperCase() && !UNESCAPED.test(String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}
