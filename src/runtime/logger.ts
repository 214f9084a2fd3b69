/** Where a process logs; pino's loggers fit. No field holds a secret. */
export interface Logger {
  /** Single steps. */
  debug(fields: object, message: string): void;
  /** Changes that were made. */
  info(fields: object, message: string): void;
  /** Failures that are tried again. */
  warn(fields: object, message: string): void;
  /** Failures that are not. */
  error(fields: object, message: string): void;
}

/** Logs nothing. */
export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** The message of an error. Errors of the API server may quote objects, so neither stack nor cause. */
export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
