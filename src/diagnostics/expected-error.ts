/**
 * An error that the user of a command can fix, as opposed to a bug. Its message is one line with the place and the
 * remedy, and contains no secret.
 *
 * @example
 * throw new ExpectedError('--until: 2020-01-01T00:00:00Z is over');
 */
export class ExpectedError extends Error {
  /** The name of the class. */
  override readonly name: string = 'ExpectedError';
}
