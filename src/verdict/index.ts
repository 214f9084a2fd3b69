export type { ChartContents, ChartDependency, KnownKeys } from './contents';
export { draftOf } from './dialect';
export { type BuiltChart, builtWith, isListedFile, type ValuesFiles } from './values-files';
export { isSubstituted } from './variables';
export { judgeOf, type SchemaFault, type ValuesProblem, type Verdict } from './verdict';
export { compareVersions, isInRange } from './version-range';
