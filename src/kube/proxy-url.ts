/**
 * The proxy through which a server is reached: the cluster's `proxy-url`, else what HTTPS_PROXY or HTTP_PROXY say and
 * NO_PROXY does not except, as Go's ProxyFromEnvironment has it. This machine is never reached through a proxy of the
 * environment.
 */
export function proxyUrl(server: string, ofCluster: unknown, env: NodeJS.ProcessEnv): string | undefined {
  if (typeof ofCluster === 'string' && ofCluster !== '') return ofCluster;
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[name] || env[name.toLowerCase()];
  if (!proxy || isLoopback(hostname)) return undefined;
  const exceptions = (env.NO_PROXY || env.no_proxy || '').split(',').map((entry) => entry.trim().toLowerCase());
  const isException = exceptions.some((entry) => matches(entry, hostname.toLowerCase(), port));
  if (isException) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** One entry of NO_PROXY: `*`, a host, a domain with or without its dot, an IPv4 network, each with or without a port. */
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
