/** Where a watcher says what it does; pino's loggers fit. No field holds a secret. */
export interface Logger {
  /** What helps to follow single steps. */
  debug(fields: object, message: string): void;
  /** What it does. */
  info(fields: object, message: string): void;
  /** What goes wrong and is tried again. */
  warn(fields: object, message: string): void;
  /** What it cannot go on with. */
  error(fields: object, message: string): void;
}

/** For those who do not want to hear. */
export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** What went wrong, in one line: errors of the API server may quote objects, so no stack and no cause. */
export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
