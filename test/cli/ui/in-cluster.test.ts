import { afterEach, expect, test, vi } from 'vitest';
import { refusalOf } from '../../../src/cli/ui/guard';
import { fluxapp } from '../run';

const GUARDED = { port: 8080, allowedHosts: ['status.example.com', 'status.example.com:8443'] };

const asked = (headers: Record<string, string>, path = '/api/v1/overview') =>
  refusalOf({ method: 'GET', path, headers }, GUARDED)?.status;

afterEach(() => vi.unstubAllEnvs());

test.each(['localhost', 'localhost:8080', 'localhost:31234', '127.0.0.1:9', '[::1]:8080', ...GUARDED.allowedHosts])(
  'in a cluster %s is answered, without a token',
  (host) => {
    expect(asked({ host })).toBeUndefined();
    for (const scheme of ['http', 'https']) expect(asked({ host, origin: `${scheme}://${host}` })).toBeUndefined();
  },
);

test.each([
  ...['evil.test', 'evil.test:8080', 'localhost.evil.test', 'evil-localhost', 'status.example.com:1', '10.0.0.7:8080'],
  ...['localhost:', 'localhost:123456', 'status.example.com.'],
])('in a cluster %s is misdirected', (host) => {
  expect([asked({ host }), asked({ host }, '/')]).toEqual([421, 421]);
});

test('in a cluster a page of another origin is not answered', () => {
  const host = 'status.example.com';
  for (const origin of ['https://evil.test', 'null', 'http://localhost:8080'])
    expect(asked({ host, origin })).toBe(403);
  expect(asked({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' })).toBe(403);
  expect(asked({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, '/')).toBeUndefined();
});

test('on this machine --in-cluster is refused, and --allowed-host has no meaning', async () => {
  vi.stubEnv('KUBERNETES_SERVICE_HOST', '');
  expect(await fluxapp(['ui', '--in-cluster'])).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: 'error: --in-cluster is for a Pod: on this machine anyone who can reach it could read the page\n',
  });
  expect(await fluxapp(['ui', '--allowed-host', 'a'])).toEqual({
    ...{ code: 1, stdout: '', stderr: 'error: --allowed-host needs --in-cluster\n' },
  });
  expect((await fluxapp(['ui', '--in-cluster', '--out', '.'])).code).toBe(1);
});
