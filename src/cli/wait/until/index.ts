/** Waits until applications reach the desired state. */
export { progressOn } from './progress';
export { sayEnd } from './say-end';
export type { Goal, TargetVerdict } from './verdict';
export { type WaitEnd, type Waited, Waiting, type WaitingOptions } from './waiting';
