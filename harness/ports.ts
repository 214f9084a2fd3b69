import { createServer } from 'node:net';

/** Below the ports that Linux, macOS and the BSDs give to outgoing connections. */
const first = 20_000;
const last = 32_000;

/**
 * A TCP port of 127.0.0.1 that nobody listens on.
 *
 * Not one the system picks for port 0: those are also the local ports of outgoing connections, so while a stopped server's
 * port is free, a client that keeps dialling it would sooner or later be given that very port, and be connected to itself.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = first + Math.floor(Math.random() * (last - first));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port found between ${first} and ${last} on 127.0.0.1`);
}

/**
 * Starts a server on ports it asks `freePort` for, and once more, on others, if somebody took one in between.
 *
 * @param start throws with the server's log, as `Part.start` does
 */
export async function onFreePorts<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!/address already in use/i.test((error as Error).message)) throw error;
    return start();
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
