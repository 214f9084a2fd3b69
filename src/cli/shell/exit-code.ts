/** The exit codes of all commands. */
export const ExitCode = {
  Ok: 0,
  /** Something went wrong; the last line on standard error names it. */
  Error: 1,
  /** `fluxapp wait`: the time is up. */
  TimedOut: 2,
} as const;
