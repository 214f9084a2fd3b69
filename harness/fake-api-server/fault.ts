import type { ServerResponse } from 'node:http';

/** A fault of the fake, in place of its response. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: string;
      readonly message?: string;
      /** Additional fields of the Status. */
      readonly body?: object;
    }
  /** A line of text, as for paths that the API server does not know. */
  | { readonly kind: 'text'; readonly status: number; readonly text: string }
  /** The connection is reset before a response. */
  | { readonly kind: 'reset' }
  /** The connection is reset in the middle of the response. */
  | { readonly kind: 'half' }
  /** There is never a response. */
  | { readonly kind: 'silence' }
  /** A response that no API server sends. */
  | { readonly kind: 'garbage' };

/** The verbs of Kubernetes' authorization; `other` for paths that are no resource. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'other';

/** A fault, and the requests to which it applies. */
export interface PlannedFault {
  readonly on: Verb | 'any';
  /** A pattern for the path and query. @default - any */
  readonly path?: RegExp;
  /** The number of requests. @default 1 */
  readonly times?: number;
  readonly fault: Fault;
}

/** Takes the first planned fault that applies to a request. */
export function takeFault(planned: PlannedFault[], verb: Verb, url: string): Fault | undefined {
  const index = planned.findIndex(({ on, path }) => (on === 'any' || on === verb) && (path?.test(url) ?? true));
  const found = planned[index];
  if (!found) return undefined;
  const { times = 1 } = found;
  if (times > 1) planned[index] = { ...found, times: times - 1 };
  else planned.splice(index, 1);
  return found.fault;
}

/** Applies a fault to a request. */
export function fail(fault: Fault, response: ServerResponse): void {
  if (fault.kind === 'status') {
    const { status: code, message = `it is ${code}`, retryAfter, body } = fault;
    const headers = { 'content-type': 'application/json', ...(retryAfter && { 'retry-after': retryAfter }) };
    response.writeHead(code, headers).end(JSON.stringify({ kind: 'Status', code, message, ...body }));
  } else if (fault.kind === 'text') {
    response.writeHead(fault.status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${fault.text}\n`);
  } else if (fault.kind === 'reset') response.socket?.resetAndDestroy();
  else if (fault.kind === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"items":[{"metada', () => response.socket?.resetAndDestroy());
  } else if (fault.kind === 'garbage') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('<html>Bad luck</html>\n');
  }
}
