/** The API server has answered, but not with what was asked for. The message is its own, in one line. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** One word, such as Forbidden, NotFound, Conflict or Expired. */
    readonly reason: string,
    message: string,
    /** How long it asks to be left alone, in milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** There was no answer: nobody listens, the connection was cut, or it took too long. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** What a response that is no success comes to. */
export function apiErrorOf(status: number, body: string, retryAfter: string | undefined): ApiError {
  const { reason, message } = statusOf(body);
  const seconds = Number(retryAfter);
  const retryAfterMs = retryAfter !== undefined && Number.isFinite(seconds) ? seconds * 1000 : undefined;
  return new ApiError(
    status,
    reason ?? REASONS[status] ?? `Http${status}`,
    message ?? firstLine(body, status),
    retryAfterMs,
  );
}

/** What API servers and proxies say in other words than a Status. */
const REASONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function statusOf(body: string): { readonly reason?: string; readonly message?: string } {
  try {
    const { reason, message } = JSON.parse(body) as { reason?: unknown; message?: unknown };
    return {
      ...(typeof reason === 'string' && reason !== '' ? { reason } : {}),
      ...(typeof message === 'string' && message !== '' ? { message: inOneLine(message) } : {}),
    };
  } catch {
    return {};
  }
}

const LONGEST_LINE = 300;

function firstLine(body: string, status: number): string {
  const line = inOneLine(body).slice(0, LONGEST_LINE);
  return line === '' ? `the API server answered with HTTP status ${status}` : line;
}

function inOneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
