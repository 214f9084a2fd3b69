export { systemMessage } from './input-error';
export type { InputObject } from './objects';
export { type Input, type InputOptions, readInput } from './read-input';
export { readText } from './read-text';
export { nameOf, STDIN_ARGUMENT } from './sources';
