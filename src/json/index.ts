export { cut, fits } from './cut';
export { type Difference, differencesOf } from './differences';
export { canonicalJson, digest, sha256 } from './digest';
export {
  compareText,
  entryOf,
  type FieldPath,
  formatPath,
  isPlainObject,
  kindOf,
  omit,
  pick,
  setEntry,
  type ValueMap,
  withoutUndefined,
} from './json';
export { jsonText } from './json-text';
export { memoize, SharedParts } from './memoize';
export { mergePatch, mergePatched } from './merge-patch';
export { dateTimeOf, integerOf, isMap, listOf, mapOf, parsedJson, pointerPath, stringOf, valueAt } from './read';
export { partBytes, storedBytes } from './stored-bytes';
export { copyOf, inNumbers, isFilled, type Leaf, leavesOf, mapParts, sortedKeys, walk } from './walk';
