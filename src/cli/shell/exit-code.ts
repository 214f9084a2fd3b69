/** The exit codes of all commands, besides those of signals. */
export const ExitCode = {
  Ok: 0,
  Error: 1,
  TimedOut: 2,
  /** Of `plan --detailed-exitcode`, as of Terraform's. */
  Changes: 2,
  /** Of `apply PLAN`: the code or the cluster is not as it was when the plan was made. */
  Stale: 3,
} as const;

/** What each exit code means, for the documentation. */
export const EXIT_CODES: readonly (readonly [code: string, meaning: string])[] = [
  [`${ExitCode.Ok}`, 'done; `ui`, `watch` and `status -w` also end with it after SIGINT, SIGTERM or SIGHUP'],
  [`${ExitCode.Error}`, 'an error, which the last line on standard error names; of `wait` also a failed application'],
  [`${ExitCode.TimedOut}`, '`wait`, `apply`: the time was up; `plan --detailed-exitcode`: something changes'],
  [`${ExitCode.Stale}`, '`apply` of a plan file: the code or the cluster has changed since the plan was made'],
  [
    '129, 130, 143',
    '`wait`, `apply`: ended by SIGHUP, SIGINT or SIGTERM; so does every command that a signal ends at once',
  ],
];
