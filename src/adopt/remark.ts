import type { ValueMap } from '../json';

/** Something about an object of the input, such as why it stays as it is. */
export interface Remark {
  readonly object: ValueMap;
  readonly message: string;
}
