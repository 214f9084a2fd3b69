import { ExpectedError } from '../diagnostics';

/** A cluster or dump cannot be read, or does not contain the requested Application. */
export class LookupError extends ExpectedError {
  override readonly name = 'LookupError';
}
