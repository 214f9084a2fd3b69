export { checkNesting, checkValues } from './check';
export { mergeLayers, mergeValues } from './merge';
export { holdsNull, partsHoldNull, splitNulls, withNulls, withoutNulls } from './nulls';
export { type Mark, Origins } from './origins';
export { findInlineSecrets } from './secrets';
export { applySet, type SetMode } from './set';
export { SetError } from './set-error';
export { meetingOf, parseTargetPath, type ValuesReference, type Winner, winnerOf } from './target-path';
export type { ValuePath } from './values-from';
