/** Where a watcher says what it does; pino's loggers fit. No field holds a secret. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** For those who do not want to hear. */
export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** What went wrong, in one line: errors of the API server may quote objects, so no stack and no cause. */
export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
