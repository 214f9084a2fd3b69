import { ChartError } from '../../../charts';

/** How something is downloaded. */
export interface DownloadOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** The most bytes that are taken. */
  readonly limit: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How long a download may take, in milliseconds. */
const TIMEOUT = 120_000;

/**
 * Gets what is at a URL. Redirects are followed; a header of authorization is not sent to another host.
 *
 * @throws ChartError where it is not there, or cannot be reached; the reason of the signal when it fires
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const response = await request(url, options);
  if (!response.ok) throw new ChartError(url, answerOf(response));
  return bodyOf(response, url, options);
}

/** The answer, whatever it is. */
export async function request(url: string, { signal, headers }: DownloadOptions): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]) });
  } catch (cause) {
    signal.throwIfAborted();
    throw new ChartError(url, failureOf(cause));
  }
}

/** The body of an answer. */
export async function bodyOf(response: Response, url: string, { signal, limit }: DownloadOptions): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > limit) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new ChartError(url, failureOf(cause));
  }
  if (length > limit) throw new ChartError(url, `is larger than ${limit / 1024 / 1024} MiB`);
  return Buffer.concat(chunks);
}

export function answerOf({ status, statusText }: Response): string {
  return `the server answers ${status}${statusText === '' ? '' : ` ${statusText}`}`;
}

function failureOf(cause: unknown): string {
  const { name, message, cause: inner } = cause as Error;
  if (name === 'TimeoutError') return `did not arrive within ${TIMEOUT / 1000} s`;
  const code = (inner as NodeJS.ErrnoException | undefined)?.code;
  return `cannot be reached (${code ?? message})`;
}
