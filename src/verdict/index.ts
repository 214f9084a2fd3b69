export type { ChartContents, ChartDependency, KnownKeys } from './contents';
export { judgeOf, type SchemaFault, type ValuesProblem, type Verdict } from './verdict';
export { compareVersions, isInRange } from './version-range';
