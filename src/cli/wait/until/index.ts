/** Waits until applications are where they are to be. */
export { progressOn } from './progress';
export { sayEnd } from './say-end';
export type { Goal, TargetVerdict } from './verdict';
export { type WaitEnd, type Waited, Waiting, type WaitingOptions } from './waiting';
