export { addCompletionCommand } from './command';
