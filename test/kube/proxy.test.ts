import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { KubeClient } from '../../src/kube';
import { proxyFor } from '../../src/kube/proxy';
import { KubeconfigFolder } from './kubeconfig-file';

afterEach(() => void vi.unstubAllEnvs());

const https = { HTTPS_PROXY: 'http://proxy:3128' };
const without = (NO_PROXY: string) => ({ ...https, NO_PROXY });

test.for([
  ['https://a.example', 'socks5://own', https, 'socks5://own'],
  ['https://a.example', undefined, {}, undefined],
  ['https://a.example', undefined, https, 'http://proxy:3128'],
  ['https://a.example', undefined, { https_proxy: 'proxy:3128' }, 'http://proxy:3128'],
  ['https://a.example', undefined, { https_proxy: 'socks5h://proxy' }, 'socks5://proxy'],
  ['https://a.example', undefined, { https_proxy: 'socks://proxy' }, 'socks5://proxy'],
  ['https://a.example', undefined, { https_proxy: 'socks:1080' }, 'http://socks:1080'],
  ['http://a.example', undefined, https, undefined],
  ['https://127.0.0.1:6443', undefined, https, undefined],
  ['https://localhost', undefined, https, undefined],
  ['https://[::1]:6443', undefined, https, undefined],
  ['https://a.example', undefined, without('*'), undefined],
  ['https://a.example', undefined, without('b.example, A.example'), undefined],
  ['https://a.b.example', undefined, without('b.example'), undefined],
  ['https://a.b.example', undefined, without('*.b.example'), undefined],
  ['https://b.example', undefined, without('.b.example'), 'http://proxy:3128'],
  ['https://ab.example', undefined, without('b.example'), 'http://proxy:3128'],
  ['https://a.example:6443', undefined, without('a.example:6443'), undefined],
  ['https://a.example:6443', undefined, without('a.example:443'), 'http://proxy:3128'],
  ['https://10.1.2.3', undefined, without('10.0.0.0/8'), undefined],
  ['https://11.1.2.3', undefined, without('10.0.0.0/8'), 'http://proxy:3128'],
  ['https://a.example', undefined, without('10.0.0.0/8'), 'http://proxy:3128'],
  ['https://b.example', undefined, without('*.b.example'), 'http://proxy:3128'],
  ['https://a.example', undefined, without('a.example:443'), undefined],
  ['https://a.example', undefined, without('a.example:80'), 'http://proxy:3128'],
  ['https://10.1.2.3:6443', undefined, without('10.1.2.3'), undefined],
  ['https://10.1.2.3:6443', undefined, without('10.1.2.3:443'), 'http://proxy:3128'],
  ['https://[fd00::1]:6443', undefined, without('fd00:0::1'), undefined],
  ['https://[fd00::1]:6443', undefined, without('[fd00::1]:6443'), undefined],
  ['https://[fd00::1]', undefined, without('fd00::/8'), undefined],
  ['https://[fd00::1]', undefined, without('10.0.0.0/8,10.0.0.0/99'), 'http://proxy:3128'],
  ['https://a.example', undefined, without(':443, .'), 'http://proxy:3128'],
] as const)('%s, proxy-url %s, environment %o: %s', ([server, own, env, expected]) => {
  expect(proxyFor(server, own, env)?.url).toBe(expected);
});

test.for([
  ['https://a.example', 'http://own', https, 'proxy-url'],
  ['https://a.example', undefined, https, 'HTTPS_PROXY'],
  ['https://a.example', undefined, { https_proxy: 'proxy:3128' }, 'https_proxy'],
  ['http://a.example', undefined, { HTTP_PROXY: 'proxy:3128' }, 'HTTP_PROXY'],
] as const)('%s, proxy-url %s, environment %o: the setting is %s', ([server, own, env, setting]) => {
  expect(proxyFor(server, own, env)?.setting).toBe(setting);
});

/** The error of a request to a server that is only reached by a proxy. */
async function errorBy(cluster: Record<string, unknown>, env: Record<string, string> = {}): Promise<string> {
  const folder = new KubeconfigFolder();
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']) vi.stubEnv(name, env[name]);
  const kubeconfig = folder.write('config', 'https://10.0.0.1', {}, cluster);
  const client = await KubeClient.load({ kubeconfig });
  onTestFinished(async () => {
    await client.close();
    folder.remove();
  });
  return client.request('GET', '/version').then(
    () => expect.unreachable(),
    ({ name, message }: Error) => `${name}: ${message}`,
  );
}

const proxy = 'http://me:secret@127.0.0.1:1'; // nothing listens on port 1

test.for([
  ['proxy-url', { 'proxy-url': proxy }, {}],
  ['HTTPS_PROXY', {}, { HTTPS_PROXY: proxy }],
] as const)(
  'a proxy that is not there is named by its setting, without its URL: %s',
  async ([setting, cluster, env]) => {
    expect(await errorBy(cluster, env)).toBe(
      `ConnectionError: https://10.0.0.1 cannot be reached (ECONNREFUSED, through the proxy of ${setting}): check that it runs and that context "test" names the right server`,
    );
  },
);

test.for([
  ['ftp://me:secret@proxy', 'is not a proxy URL: http://…, https://… or socks5://… is needed'],
  ['http://me:sec%ret@proxy', 'has a wrong escape in its user or password: write % as %25'],
] as const)('HTTPS_PROXY=%s %s', async ([url, problem]) => {
  expect(await errorBy({}, { HTTPS_PROXY: url })).toBe(`KubeconfigError: HTTPS_PROXY ${problem}`);
});

test('socks5h is a proxy of the environment', async () => {
  expect(await errorBy({}, { HTTPS_PROXY: 'socks5h://127.0.0.1:1' })).toMatch(/through the proxy of HTTPS_PROXY/);
});
