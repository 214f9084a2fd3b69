import type { ValueMap } from '../../src/json/json';
import { applySet } from '../../src/values/set';
import { SetError, type SetMode } from '../../src/values/set-error';

/** The error for these expressions; fails if there is none. */
export function setError(expressions: readonly string[], base: ValueMap = {}, mode: SetMode = 'set'): SetError {
  try {
    applySet(base, expressions, mode);
  } catch (error) {
    if (error instanceof SetError) {
      return error;
    }
    throw error;
  }
  throw new Error(`no error: ${expressions.join(' ')}`);
}
