import { ExpectedError } from '../diagnostics';

/** There was no answer: the server cannot be reached, is not trusted, or went silent. The message is one line, fit to print. */
export class ConnectionError extends ExpectedError {
  override readonly name = 'ConnectionError';

  constructor(
    message: string,
    /** Node's, undici's or OpenSSL's code, for example ECONNREFUSED. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether an answer had begun, and nothing more came of it for too long. */
  get isSilence(): boolean {
    return this.code === 'UND_ERR_BODY_TIMEOUT';
  }

  /** Whether the certificates are at fault, on either side. */
  get isTls(): boolean {
    return tlsCode.test(this.code);
  }
}

/** Codes of certificate verification (X509_verify_cert_error) and of OpenSSL's handshake. */
const tlsCode =
  /^(ERR_TLS_.*|ERR_SSL_.*|ERR_OSSL_.*|CERT_.*|.*_CERT|.*_CERT_.*|.*_SIGNATURE|.*_CRL.*|HOSTNAME_MISMATCH|EPROTO)$/;

const silent = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);

/** The error for what a socket, TLS or undici threw. */
export function connectionError(cause: unknown, server: string, context: string): ConnectionError {
  const code = codeOf(cause);
  const error = new ConnectionError(message(code, server, context), code, { cause });
  return error;
}

function message(code: string, server: string, context: string): string {
  if (tlsCode.test(code))
    return `${server} cannot be trusted, or does not trust this client (${code}): check the certificates of context "${context}" in the kubeconfig`;
  if (silent.has(code)) return `${server} does not answer (${code}): check the network between here and there`;
  if (code === 'EBADMSG') return `${server} sends something that is not JSON (${code}): check that it is an API server`;
  return `${server} cannot be reached (${code}): check that it runs and that context "${context}" names the right server`;
}

/** The first code in a chain of causes; several addresses that were tried in vain are an AggregateError. */
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
