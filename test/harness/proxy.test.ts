import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TcpProxy } from '../../harness/proxy';
import { until } from '../../harness/wait';

let echo: Server;
let proxy: TcpProxy;
let received: string;

beforeEach(async () => {
  received = '';
  echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      received += bytes;
      socket.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await TcpProxy.start(`http://127.0.0.1:${(echo.address() as AddressInfo).port}`);
});
afterEach(async () => {
  await proxy.close();
  echo.close();
});

/** A connection through the proxy, and its state. */
function dial() {
  const socket: Socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  const seen = { socket, text: '', error: '' };
  socket.on('data', (bytes) => {
    seen.text += bytes;
  });
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    seen.error = code ?? '';
  });
  return seen;
}

test('passes bytes in both directions', async () => {
  const line = dial();
  line.socket.write('ping');
  await until('the echo is back', () => line.text === 'ping');
  expect(proxy).toMatchObject({ url: expect.stringMatching(/^http:/), accepted: 1, open: 1 });
  line.socket.destroy();
  await until('the connection is closed on both sides', () => proxy.open === 0);
});

test('swallows bytes of old and new connections, and leaves them open', async () => {
  const old = dial();
  old.socket.write('1');
  await until('the echo is back', () => old.text === '1');
  proxy.swallow();
  old.socket.write('2');
  const fresh = dial();
  fresh.socket.write('3');
  await until('both are accepted', () => proxy.accepted === 2 && proxy.open === 2);
  proxy.pass();
  await until('what lost bytes is cut', () => old.error === 'ECONNRESET' && fresh.error === 'ECONNRESET');
  expect(received).toBe('1');
  const after = dial();
  after.socket.write('4');
  await until('bytes pass again', () => after.text === '4');
});

test('cuts connections, and accepts others', async () => {
  const line = dial();
  line.socket.write('1');
  await until('the echo is back', () => line.text === '1');
  proxy.cut();
  await until('it is cut', () => line.error === 'ECONNRESET');
  const after = dial();
  after.socket.write('2');
  await until('bytes pass', () => after.text === '2');
});

test('refuses new connections alone', async () => {
  const line = dial();
  line.socket.write('1');
  await until('the echo is back', () => line.text === '1');
  proxy.refuse();
  const refused = dial();
  await until('it is refused', () => refused.socket.destroyed);
  line.socket.write('2');
  await until('the other goes on', () => line.text === '12');
});

test('delays bytes, in order', async () => {
  proxy.delay(20);
  const line = dial();
  const start = performance.now();
  for (const part of 'abcdef') line.socket.write(part);
  await until('the echo is back', () => line.text === 'abcdef', { intervalMs: 1 });
  expect(performance.now() - start).toBeGreaterThanOrEqual(39); // once in each direction
});
