export { canonicalJson, digest, sha256 } from './digest';
export { entryOf, isPlainObject, kindOf, setEntry, type ValueMap } from './json';
export { leavesOf } from './leaves';
export { remembered } from './memoize';
export { mergePatch } from './merge-patch';
export { formatPath, type Path } from './path';
export { SharedParts } from './shared-parts';
export { sortedKeys } from './sorted-keys';
export { dateTimeOf, integerOf, isMap, listOf, mapOf, stringOf } from './untyped';
