import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { freePort, onFreePorts } from '../../harness/ports';

describe('ports', () => {
  test('are free, and none of those that outgoing connections get', async () => {
    const port = await freePort();
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(32_000);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect((server.address() as AddressInfo).port).toBe(port);
    server.close();
  });

  test('are asked for once more when somebody took one in between', async () => {
    let attempts = 0;
    const start = async () => {
      attempts++;
      if (attempts === 1) throw new Error('etcd ended; the end of its log:\nlisten: bind: address already in use');
      return 'up';
    };
    expect(await onFreePorts(start)).toBe('up');
    expect(attempts).toBe(2);
  });

  test('are not asked for again after another error', async () => {
    let attempts = 0;
    const start = async () => {
      attempts++;
      throw new Error('unknown flag');
    };
    await expect(onFreePorts(start)).rejects.toThrow('unknown flag');
    expect(attempts).toBe(1);
  });
});
