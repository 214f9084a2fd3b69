export { InputError, systemMessage } from './input-error';
export { type FileContent, type InputObject, readObjects } from './objects';
export { readText } from './read-text';
export { findSources, nameOf, type Source } from './sources';
