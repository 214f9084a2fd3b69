import { expect, test } from 'vitest';
import { proxyUrl } from '../../src/kube/proxy';

const https = { HTTPS_PROXY: 'http://proxy:3128' };
const without = (NO_PROXY: string) => ({ ...https, NO_PROXY });

test.for([
  ['https://a.example', 'socks5://own', https, 'socks5://own'],
  ['https://a.example', undefined, {}, undefined],
  ['https://a.example', undefined, https, 'http://proxy:3128'],
  ['https://a.example', undefined, { https_proxy: 'proxy:3128' }, 'http://proxy:3128'],
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
  expect(proxyUrl(server, own, env)).toBe(expected);
});
