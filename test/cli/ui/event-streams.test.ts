import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { manyRows } from '../../../harness/fleet/shown-rows';
import { EventStreams } from '../../../src/cli/ui/event-streams';
import type { LiveRows, RowChanges } from '../../../src/cli/ui/live-rows';

test('a page that reads nothing is cut off, and others go on', async () => {
  let revision = 0;
  const rows = manyRows(200, 60);
  const changes = (): RowChanges => ({ revision, rows, gone: [] });
  const streams = new EventStreams({ since: changes } as unknown as LiveRows, 8);
  const server = createServer((_, response) => {
    response.writeHead(200);
    streams.add(response, 0);
  });
  const port = await listening(server);
  const [slow, quick] = [await follow(port), await follow(port)];
  let read = 0;
  quick.on('data', (chunk: Buffer) => {
    read += chunk.length;
  });
  const counted = streams as unknown as { readonly sent: ReadonlyMap<unknown, unknown> };
  await vi.waitUntil(() => counted.sent.size === 2);
  for (; counted.sent.size === 2 && revision < 1000; revision++) {
    streams.flush();
    const before = read;
    await vi.waitUntil(() => read > before);
  }
  expect(counted.sent.size).toBe(1);
  const before = read;
  revision++;
  streams.flush();
  await vi.waitUntil(() => read > before);
  slow.destroy();
});

async function listening(server: Server): Promise<number> {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A stream that is not read yet. */
function follow(port: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get({ port, host: '127.0.0.1' }, resolve).on('error', reject));
}
