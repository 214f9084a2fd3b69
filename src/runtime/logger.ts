/** A structured logger; a pino logger is compatible. Fields never contain secrets. */
export interface Logger {
  /** For single steps. */
  debug(fields: object, message: string): void;
  /** For changes that were made. */
  info(fields: object, message: string): void;
  /** For failures that are retried. */
  warn(fields: object, message: string): void;
  /** For failures that are not retried. */
  error(fields: object, message: string): void;
}

/** Logs nothing. */
export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** The message of an error, without its stack and its cause, in which the API server may quote objects. */
export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
