import { isMap, mapOf } from '../json';
import { ApiError } from './errors';

/** The maximum number of repetitions of a request, as in client-go. */
const MAX_REPEATS = 10;

/** The parts of a request that determine whether it may be sent twice. */
export interface Repeatable {
  readonly method: string;
  readonly contentType: string;
  readonly body?: unknown;
}

/**
 * Whether a request may be sent a second time, even if the server acted on the first one: it reads, it specifies the
 * whole result (server-side apply), or the server rejects it if the object has changed since (a resourceVersion, or the
 * uid of the object to delete).
 */
export function isSafeToRepeat({ method, contentType, body }: Repeatable): boolean {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return true;
    case 'PATCH':
      return contentType === 'application/apply-patch+yaml' || hasResourceVersion(body);
    case 'PUT':
      return hasResourceVersion(body);
    case 'DELETE':
      return typeof mapOf(mapOf(body).preconditions).uid === 'string';
    default:
      return false;
  }
}

/**
 * Milliseconds to wait before a rejected request is repeated, as in client-go's withRetry: after 429 or 5xx with
 * Retry-After.
 *
 * @param repeats how many times the request was already repeated
 * @param leftMs the remaining time of the request's timeout: a longer wait is pointless
 * @returns undefined if the request must not be repeated
 */
export function repeatAfter(error: unknown, repeats: number, leftMs: number): number | undefined {
  if (!(error instanceof ApiError) || error.retryAfterMs === undefined || repeats >= MAX_REPEATS) return undefined;
  const isBusy = error.status === 429 || error.status >= 500;
  return isBusy && error.retryAfterMs < leftMs ? error.retryAfterMs : undefined;
}

function hasResourceVersion(body: unknown): boolean {
  if (!isMap(body)) return false; // a JSON patch
  const { resourceVersion } = mapOf(body.metadata);
  return typeof resourceVersion === 'string' && resourceVersion !== '';
}
