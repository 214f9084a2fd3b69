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
  const isException = exceptions.some((entry) => matches(entry, hostname.toLowerCase(), port));
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

/**
 * Whether an entry of NO_PROXY matches: `*`, a host, a domain with or without a leading dot, or an IPv4 network; all
 * but `*` with an optional port.
 */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const network = /^([\d.]+)\/(\d+)$/.exec(name);
  if (network) return inNetwork(host, network[1] ?? '', Number(network[2]));
  const domain = name.replace(/^\*?\./, '');
  return host === domain ? !name.startsWith('.') : host.endsWith(`.${domain}`);
}

function inNetwork(host: string, base: string, bits: number): boolean {
  const [address, network] = [toNumber(host), toNumber(base)];
  if (address === undefined || network === undefined) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(address / size) === Math.floor(network / size);
}

function toNumber(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
