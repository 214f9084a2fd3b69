export { leftOverErrors } from './left-over';
export type { LeftOver } from './member-deletion';
export { pruneRefusals } from './refusals';
export { SetChange } from './set-change';
