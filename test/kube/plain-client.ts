import type { Client } from '../../harness';

/** Requests over plain HTTP, with the interface of the client of the cluster harness. */
export function plainClient(url: string): Client['request'] {
  return async (method, path, body, { contentType = 'application/json' } = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': contentType },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, body: isJson ? await response.json() : await response.text() };
  };
}
