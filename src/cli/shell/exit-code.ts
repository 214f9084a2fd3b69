/** The exit codes of all commands, besides those of signals. */
export const ExitCode = {
  Ok: 0,
  Error: 1,
  TimedOut: 2,
  /** Of `plan --detailed-exitcode`, as in Terraform. */
  Changes: 2,
  /** Of `apply PLAN`: the code or the cluster has changed since the plan was made. */
  Stale: 3,
} as const;

/** The meaning of each exit code, for the documentation. */
export const EXIT_CODES: readonly (readonly [code: string, meaning: string])[] = [
  [`${ExitCode.Ok}`, 'done; `ui`, `watch` and `status -w` also end with it after SIGINT, SIGTERM or SIGHUP'],
  [`${ExitCode.Error}`, 'an error, named in the last line on standard error; for `wait` also a failed application'],
  [`${ExitCode.TimedOut}`, '`wait`, `apply`: the timeout was reached; `plan --detailed-exitcode`: something changes'],
  [`${ExitCode.Stale}`, '`apply` of a plan file: the code or the cluster has changed since the plan was made'],
  [
    '129, 130, 143',
    '`wait`, `apply`: ended by SIGHUP, SIGINT or SIGTERM, as any other command that a signal ends immediately',
  ],
];
