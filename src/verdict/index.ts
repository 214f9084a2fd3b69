export type { ChartContents, ChartDependency, KnownKeys } from './contents';
export { judgeOf, type SchemaFault, type ValuesProblem, type Verdict } from './verdict';
export { isInRange } from './version-range';
