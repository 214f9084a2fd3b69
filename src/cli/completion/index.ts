export { addCompletionCommand, COMPLETE } from './command';
