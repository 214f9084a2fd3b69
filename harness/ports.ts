import { createServer } from 'node:net';

/** Below the port range of outgoing connections in Linux, macOS and the BSDs. */
const first = 20_000;
const last = 32_000;

/**
 * A free TCP port of 127.0.0.1.
 *
 * It is not one that the system selects for port 0: those are also the local ports of outgoing connections. While the
 * port of a stopped server is free, a client that keeps dialling it would sooner or later get that port as its own, and
 * connect to itself.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = first + Math.floor(Math.random() * (last - first));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port found between ${first} and ${last} on 127.0.0.1`);
}

/**
 * Starts a server on ports from `freePort`, and once more on others if a port was taken in the meantime.
 *
 * @param start throws with the log of the server, like `Part.start`
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
