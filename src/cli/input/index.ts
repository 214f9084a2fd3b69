export { systemMessage } from './input-error';
export type { InputObject } from './objects';
export { type Input, type InputOptions, readInput } from './read-input';
export { nameOf, STDIN_ARGUMENT } from './sources';
