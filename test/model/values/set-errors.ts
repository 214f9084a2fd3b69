import type { ValueMap } from '../../../src/model/values/json';
import { applySet } from '../../../src/model/values/set';
import { SetError, type SetMode } from '../../../src/model/values/set-error';

/** The error that expressions give; fails when they give none. */
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
