import { ExpectedError } from '../diagnostics';

/** A cluster or dump cannot be read, or does not hold the Application that a command names. */
export class LookupError extends ExpectedError {
  override readonly name = 'LookupError';
}
