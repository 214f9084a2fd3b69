import { BlockList, isIP } from 'node:net';

/**
 * The proxy for a server: the cluster's `proxy-url`; otherwise $HTTPS_PROXY or $HTTP_PROXY unless $NO_PROXY contains
 * the server, by the rules of Go's ProxyFromEnvironment. The proxy of the environment is never used for localhost.
 */
export function proxyUrl(server: string, ofCluster: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (ofCluster) return ofCluster;
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[name] || env[name.toLowerCase()];
  if (!proxy || isLoopback(hostname)) return undefined;
  const exceptions = (env.NO_PROXY || env.no_proxy || '').split(',').map((entry) => entry.trim().toLowerCase());
  const host = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const isException = exceptions.some((entry) => matches(entry, host, port || DEFAULT_PORTS[protocol]));
  if (isException) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/**
 * The error in a `proxy-url`, if any (client-go's parseProxyURL). Never contains the URL, which may have a password.
 */
export function proxyProblem(url: string): string | undefined {
  const isKnown = URL.canParse(url) && ['http:', 'https:', 'socks5:'].includes(new URL(url).protocol);
  return isKnown ? undefined : 'is not a proxy URL: http://…, https://… or socks5://… is needed';
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
