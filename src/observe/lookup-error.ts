import { ExpectedError } from '../diagnostics';

/** A fleet cannot be read, or what is asked for is not in it. The message is one line, fit to print. */
export class LookupError extends ExpectedError {
  override readonly name = 'LookupError';
}
