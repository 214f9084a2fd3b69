export type { ApplyOutput, ApplyResult } from './apply-output';
export { outputOf } from './output-of';
