import { ExpectedError } from '../diagnostics';
import { listOf, mapOf, stringOf } from '../json';

/**
 * The kubeconfig is missing or invalid, or its credentials are not available. The message is one line, suitable for
 * printing, without secrets.
 *
 * @example
 *
 *   if (cause instanceof KubeconfigError) console.error(cause.message);
 */
export class KubeconfigError extends ExpectedError {
  override readonly name = 'KubeconfigError';
}

/** The relevant fields of a Status. They may have any type, because a proxy may have answered. */
interface StatusLike {
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
}

/** `Status.details`: the details of an error. */
export interface StatusDetails {
  /** The plural of the object's kind, as in paths: `namespaces`. */
  readonly kind?: string;
  readonly name?: string;
  /** The invalid fields, each with its message. */
  readonly causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
}

/** An error response. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** The body: a Status if it comes from the API server. */
  readonly body?: unknown;
  /** Value of the header Retry-After. */
  readonly retryAfter?: string;
  /** For example `GET /api/v1/pods`. */
  readonly request: string;
  /** The server and the name of the user, for the advice in the message. */
  readonly server: string;
  readonly user: string;
}

/** Kubernetes' reasons by HTTP status, for answers without a Status. */
const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** In characters. Validation messages of the API server are long. */
const maxMessageLength = 2000;
/** The maximum wait that a server can request; a longer one is shortened. */
const maxRetryAfterMs = 5 * 60_000;

/**
 * The API server, or a proxy in front of it, answered with an error. The message is one line, suitable for printing.
 */
export class ApiError extends ExpectedError {
  override readonly name = 'ApiError';

  constructor(
    message: string,
    /** The HTTP status, or the code of an ERROR event in a watch. */
    readonly status: number,
    /** `Status.reason`, for example Forbidden, NotFound, Conflict, Expired. */
    readonly reason: string,
    /** The time in milliseconds to wait before a retry, as requested by the server (Retry-After). */
    readonly retryAfterMs?: number,
    readonly details: StatusDetails = { causes: [] },
    /**
     * Whether access control rejected the request. Admission (webhooks, policies, quotas) and a namespace that is being
     * deleted have the same status, and do not depend on permissions.
     */
    readonly isUnauthorized = false,
  ) {
    super(message);
  }

  /** Whether the request or the object is larger than the API server or its etcd accepts. */
  get isTooLarge(): boolean {
    return this.status === 413 || tooLarge.test(this.message);
  }

  /**
   * Whether the request is valid, but rejected by validation, admission or permissions. Repeating it is useless until
   * one of them changes.
   */
  get isRefusal(): boolean {
    return refusals.has(this.status);
  }
}

/** The error code of etcd, and that of the API server's connection to it; both have HTTP status 500. */
const tooLarge = /etcdserver: request is too large|ResourceExhausted|trying to send message larger than max/;

const accessDenied = /\bUser ".*" cannot \S+ (?:resource|path) "/;
/** Comes before the message of a webhook or policy, which can have any text, also that of access control. */
const admissionDenied = /\bdenied (?:the )?request\b/;

const refusals: ReadonlySet<number> = new Set([400, 403, 422]);

/** The error for an error response. */
export function apiError(refusal: Refusal): ApiError {
  const { status, server, user, request } = refusal;
  const body = (typeof refusal.body === 'object' && refusal.body !== null ? refusal.body : {}) as StatusLike;
  // A 410 has the reason Gone or Expired; callers need only one of them.
  const given = typeof body.reason === 'string' && body.reason !== '' ? body.reason : (reasons[status] ?? 'Unknown');
  const reason = status === 410 ? 'Expired' : given;
  const said = oneLine(typeof body.message === 'string' ? body.message : plainText(refusal.body));
  const isUnauthorized = status === 403 && isDeniedByAccess(said);
  return new ApiError(
    isUnauthorized
      ? `${said || `${request} is forbidden`} (403): a Role or ClusterRole has to allow it`
      : explain(status, reason, said, { server, user, request }),
    status,
    reason,
    retryAfter(refusal, mapOf(body.details).retryAfterSeconds),
    detailsOf(mapOf(body.details)),
    isUnauthorized,
  );
}

function isDeniedByAccess(said: string): boolean {
  return said === '' || (accessDenied.test(said) && !admissionDenied.test(said));
}

function detailsOf({ kind, name, causes }: Readonly<Record<string, unknown>>): StatusDetails {
  const text = (value: unknown) => oneLine(stringOf(value) ?? '');
  return {
    ...(typeof kind === 'string' && { kind }),
    ...(typeof name === 'string' && { name }),
    causes: listOf(causes)
      .map(mapOf)
      .map(({ reason, field, message }) => ({ reason: text(reason), field: text(field), message: text(message) })),
  };
}

function explain(status: number, reason: string, said: string, who: Pick<Refusal, 'server' | 'user' | 'request'>) {
  const { server, user, request } = who;
  if (status === 401)
    return `${server} does not accept the credentials of user "${user}" (401): log in again, or correct that user in the kubeconfig`;
  return said ? `${said} (${status} ${reason})` : `${server} answers ${request} with ${status} ${reason}`;
}

/** Some answers of the API server are a line of text, for example 429. HTML from a gateway is not useful. */
function plainText(body: unknown): string {
  return typeof body === 'string' && !body.trimStart().startsWith('<') ? body : '';
}

/** Replaces control characters and white space with single spaces, and truncates the text. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const line = text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return line.length > maxMessageLength ? `${line.slice(0, maxMessageLength - 1)}…` : line;
}

function retryAfter({ retryAfter: header }: Refusal, seconds: unknown): number | undefined {
  const ms = header !== undefined ? headerMs(header) : typeof seconds === 'number' ? seconds * 1000 : undefined;
  return ms === undefined || !(ms >= 0) ? undefined : Math.min(ms, maxRetryAfterMs);
}

/** RFC 9110: seconds or a date. */
function headerMs(header: string): number {
  return /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Math.max(0, Date.parse(header) - Date.now());
}

/**
 * There is no response: the server cannot be reached, is not trusted, or became silent. The message is one line,
 * suitable for printing.
 */
export class ConnectionError extends ExpectedError {
  override readonly name = 'ConnectionError';

  constructor(
    message: string,
    /** The code of Node, undici or OpenSSL, for example ECONNREFUSED. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether a response began and then stopped for too long. */
  get isSilence(): boolean {
    return this.code === 'UND_ERR_BODY_TIMEOUT';
  }

  /** Whether the certificate of the server or the client is the cause. */
  get isTls(): boolean {
    return tlsCode.test(this.code);
  }
}

/** Codes of certificate verification (X509_verify_cert_error) and of OpenSSL's handshake. */
const tlsCode =
  /^(ERR_TLS_.*|ERR_SSL_.*|ERR_OSSL_.*|CERT_.*|.*_CERT|.*_CERT_.*|.*_SIGNATURE|.*_CRL.*|HOSTNAME_MISMATCH|EPROTO)$/;

const silent = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);

/** Converts an error of a socket, TLS or undici. */
export function connectionError(cause: unknown, peer: Peer): ConnectionError {
  const code = codeOf(cause);
  return new ConnectionError(message(code, peer), code, { cause });
}

/** The server, and how it is reached. */
interface Peer {
  readonly server: string;
  readonly context: string;
  /** The setting that a proxy comes from. */
  readonly proxySetting?: string;
}

const NO_ANSWER = 'EBADMSG';

/** The cause of a ConnectionError: the response comes from something else, such as a proxy or a login page. */
export function noAnswer(): Error {
  return Object.assign(new Error('not a response of an API server'), { code: NO_ANSWER });
}

function message(code: string, { server, context, proxySetting }: Peer): string {
  // it may be the proxy that fails
  const how = proxySetting === undefined ? code : `${code}, through the proxy of ${proxySetting}`;
  if (tlsCode.test(code))
    return `${server} cannot be trusted, or does not trust this client (${how}): check the certificates of context "${context}" in the kubeconfig`;
  if (silent.has(code)) return `${server} does not answer (${how}): check the network between here and there`;
  if (code === NO_ANSWER)
    return `${server} sends something that no API server sends (${how}): check that it is one, and that no proxy or login page answers for it`;
  return `${server} cannot be reached (${how}): check that it runs and that context "${context}" names the right server`;
}

/** The first code in a chain of causes; if several addresses were tried, the error is an AggregateError. */
function codeOf(cause: unknown): string {
  for (let error = cause, depth = 0; error instanceof Error && depth < 5; depth++) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code === 'string' && code !== 'UND_ERR_SOCKET') return code;
    const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
    if (!(inner instanceof Error)) return typeof code === 'string' ? code : error.name;
    error = inner;
  }
  return 'unknown error';
}

/** Whether a list failed because the API server does not know the kind: its CRD is not installed. */
export function isUnknownKind(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
