import { BlockList, isIP } from 'node:net';

/** A proxy, and the setting that it comes from. */
export interface ChosenProxy {
  /** May have a password. */
  readonly url: string;
  /** `proxy-url`, or the name of a variable. */
  readonly setting: string;
}

/**
 * The proxy for a server: the cluster's `proxy-url`; otherwise $HTTPS_PROXY or $HTTP_PROXY unless $NO_PROXY contains
 * the server, by the rules of Go's ProxyFromEnvironment. The proxy of the environment is never used for localhost.
 */
export function proxyFor(
  server: string,
  ofCluster: string | undefined,
  env: NodeJS.ProcessEnv,
): ChosenProxy | undefined {
  if (ofCluster) return { url: ofCluster, setting: 'proxy-url' };
  const { protocol, hostname, port } = new URL(server);
  const upper = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const setting = env[upper] ? upper : upper.toLowerCase();
  const proxy = env[setting];
  if (!proxy || isLoopback(hostname)) return undefined;
  const exceptions = (env.NO_PROXY || env.no_proxy || '').split(',').map((entry) => entry.trim().toLowerCase());
  const host = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const isException = exceptions.some((entry) => matches(entry, host, port || DEFAULT_PORTS[protocol]));
  if (isException) return undefined;
  // socks and socks5h are other names of socks5 in the environment
  const url = proxy.replace(/^socks(?:5h)?:\/\//i, 'socks5://');
  return { url: url.includes('://') ? url : `http://${url}`, setting };
}

/** The protocols of client-go's parseProxyURL. */
const PROXY_PROTOCOLS: readonly string[] = ['http:', 'https:', 'socks5:'];

/** The error in the URL of a proxy, if any. Never contains the URL, which may have a password. */
export function proxyProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !PROXY_PROTOCOLS.includes(url.protocol))
    return 'is not a proxy URL: http://…, https://… or socks5://… is needed';
  return [url.username, url.password].some((part) => unescaped(part) === undefined)
    ? 'has a wrong escape in its user or password: write % as %25'
    : undefined;
}

/** The text of an escaped part of a URL; undefined if an escape is wrong. */
export function unescaped(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/**
 * Whether an entry of NO_PROXY matches: `*`, a network such as `10.0.0.0/8`, an address, a domain (itself and its
 * subdomains), or `.domain` and `*.domain` (its subdomains); addresses and domains with an optional port
 * (golang.org/x/net/http/httpproxy).
 */
function matches(entry: string, host: string, port: string | undefined): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  const [, base, bits] = /^([^/]+)\/(\d+)$/.exec(entry) ?? [];
  if (base !== undefined) return isInNetwork(host, base, Number(bits));
  const [, name = '', onlyPort] = isIP(entry) ? ['', entry] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const address = name.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address)) return isInNetwork(host, address, BITS[isIP(address)] as number);
  const domain = name.replace(/^\*?\./, '');
  return (host === domain && name === domain) || (domain !== '' && host.endsWith(`.${domain}`));
}

/** The bits of an address, by its version. */
const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

function isInNetwork(host: string, base: string, bits: number): boolean {
  const version = isIP(base);
  if (version === 0 || isIP(host) !== version || bits > (BITS[version] as number)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(base, bits, family);
  return network.check(host, family);
}
